//! Costs as they are read, with their units.

use crate::sheet::Measure;

/// A cost as it is read, with its unit.
pub(crate) fn cost(measure: Measure, cost: f64) -> String {
    match measure {
        Measure::Seconds => seconds(cost),
        Measure::Bytes => bytes(cost),
        Measure::Steps if (cost - 1.0).abs() < 1e-9 => "1 step".to_owned(),
        Measure::Steps if cost.fract() == 0.0 => format!("{cost:.0} steps"),
        Measure::Steps if cost < 0.095 => format!("{cost:.2} steps"),
        Measure::Steps => format!("{cost:.1} steps"),
    }
}

/// The same beside a mark of an axis.
pub(crate) fn mark(measure: Measure, value: f64) -> String {
    cost(measure, value).replace(".00 ", " ").replace(".0 ", " ")
}

pub(crate) fn seconds(seconds: f64) -> String {
    match seconds {
        0.0 => "0 s".to_owned(),
        s if s < 0.005 => "<0.01 s".to_owned(),
        s if s < 0.995 => format!("{s:.2} s"),
        s if s < 59.95 => format!("{s:.1} s"),
        s => format!("{:.0} min {:02.0} s", (s.round() / 60.0).floor(), s.round() % 60.0),
    }
}

pub(crate) fn bytes(bytes: f64) -> String {
    match bytes {
        b if b < 1e3 => format!("{b:.0} B"),
        b if b < 1e6 => format!("{:.1} kB", b / 1e3),
        b if b < 1e9 => format!("{:.1} MB", b / 1e6),
        b => format!("{:.2} GB", b / 1e9),
    }
}

/// Steps of an axis: a round one, and about five of them.
pub(crate) fn tick(end: f64) -> f64 {
    let rough = (end / 5.0).max(f64::MIN_POSITIVE);
    let power = 10_f64.powf(rough.log10().floor());
    let steps = [1.0, 2.0, 5.0, 10.0];
    steps.iter().map(|step| step * power).find(|step| *step >= rough).unwrap_or(rough)
}

#[cfg(test)]
mod tests {
    use super::{bytes, cost, mark, seconds, tick};
    use crate::sheet::Measure;

    #[test]
    fn numbers_are_short() {
        let times = [0.0, 0.001, 0.25, 9.96, 59.96, 92.4, 3600.0].map(seconds);
        assert_eq!(
            times,
            ["0 s", "<0.01 s", "0.25 s", "10.0 s", "1 min 00 s", "1 min 32 s", "60 min 00 s"]
        );
        let few = [0.0049, 0.005, 0.9949, 0.995, 59.94, 59.95].map(seconds);
        assert_eq!(few, ["<0.01 s", "0.01 s", "0.99 s", "1.0 s", "59.9 s", "1 min 00 s"]);
        let sizes = [12.0, 999.0, 1e3, 13429.0, 1e6, 25e6, 1e9].map(bytes);
        assert_eq!(sizes, ["12 B", "999 B", "1.0 kB", "13.4 kB", "1.0 MB", "25.0 MB", "1.00 GB"]);
        let steps = [0.0, 1.0, 2.0, 1.5, 0.05, 0.1].map(|value| cost(Measure::Steps, value));
        assert_eq!(steps, ["0 steps", "1 step", "2 steps", "1.5 steps", "0.05 steps", "0.1 steps"]);
        assert_eq!(
            (cost(Measure::Seconds, 2.0), cost(Measure::Bytes, 2.0)),
            ("2.0 s".to_owned(), "2 B".to_owned())
        );
        assert_eq!(
            (mark(Measure::Seconds, 2.0), mark(Measure::Bytes, 2e9)),
            ("2 s".to_owned(), "2 GB".to_owned())
        );
        assert!(
            [(31.0, 10.0), (9.0, 2.0), (100.0, 20.0)]
                .iter()
                .all(|(end, step)| { (tick(*end) - step).abs() < 1e-9 })
        );
    }
}
