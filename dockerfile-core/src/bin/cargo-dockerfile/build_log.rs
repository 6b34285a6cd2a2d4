//! What a build said of its steps: `docker build --progress=rawjson` or `--progress=plain`, kept in a
//! file.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde::Deserialize;

use crate::failure::{Failure, Result};

/// A step of a build. BuildKit calls it `[stage 2/5] RUN ..`, and counts what makes a layer, and
/// the base image where that is of a registry.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Step {
    /// `None` in a file of one stage without a name.
    pub(crate) stage: Option<String>,
    pub(crate) index: usize,
    pub(crate) of: usize,
    pub(crate) text: String,
    /// `None` where its result was still there.
    pub(crate) seconds: Option<f64>,
}

pub(crate) fn read(path: &Path) -> Result<Vec<Step>> {
    let text = fs::read(path).map_err(|error| Failure::of_file(path, error))?;
    let text = String::from_utf8_lossy(&text);
    let is_json = text.lines().any(|line| line.starts_with("{\"vertexes\":"));
    let steps = if is_json { of_json(&text) } else { of_plain(&text) };
    if steps.is_empty() {
        let help = "`docker build --progress=rawjson . 2>build.log` writes one";
        return Err(Failure::of_file(path, "no build's log: it names no step").help(help));
    }
    Ok(steps)
}

// ---- rawjson ------------------------------------------------------------------------------------

#[derive(Deserialize)]
struct Status {
    #[serde(default)]
    vertexes: Vec<Vertex>,
}

#[derive(Deserialize)]
struct Vertex {
    digest: String,
    name: String,
    started: Option<String>,
    completed: Option<String>,
    #[serde(default)]
    cached: bool,
    #[serde(default)]
    error: String,
}

fn of_json(text: &str) -> Vec<Step> {
    // A step is told of several times; what is told last is the most.
    let mut last: BTreeMap<String, (usize, Vertex)> = BTreeMap::new();
    // What a builder warns of stands between the lines.
    let told = text.lines().filter_map(|line| serde_json::from_str::<Status>(line).ok());
    for vertex in told.flat_map(|status| status.vertexes) {
        let at = last.len();
        let at = last.get(&vertex.digest).map_or(at, |(at, _)| *at);
        if vertex.completed.is_some() {
            last.insert(vertex.digest.clone(), (at, vertex));
        }
    }
    let mut vertices: Vec<(usize, Vertex)> = last.into_values().collect();
    vertices.sort_by_key(|(at, _)| *at);
    let step = |(_, vertex): (usize, Vertex)| {
        let seconds =
            || Some(moment(vertex.completed.as_deref()?)? - moment(vertex.started.as_deref()?)?);
        let is_measured = !vertex.cached && vertex.error.is_empty();
        Some(Step { seconds: is_measured.then(seconds).flatten(), ..named(&vertex.name)? })
    };
    vertices.into_iter().filter_map(step).collect()
}

/// Seconds of a time such as `2026-11-27T07:10:56.675880305Z`, from some day on.
fn moment(time: &str) -> Option<f64> {
    let number = |range: std::ops::Range<usize>| time.get(range)?.parse::<i64>().ok();
    let (year, month, day) = (number(0..4)?, number(5..7)?, number(8..10)?);
    let (hour, minute) = (number(11..13)?, number(14..16)?);
    let rest = time.get(17..)?;
    let end = rest.find(|c: char| c != '.' && !c.is_ascii_digit()).unwrap_or(rest.len());
    let seconds: f64 = rest[..end].parse().ok()?;
    // Years that begin in March have their leap day at their end.
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let days = year * 365 + year / 4 - year / 100 + year / 400 + (month * 153 + 2) / 5 + day;
    let zone = match rest[end..].split_once(':') {
        Some((hours, minutes)) => {
            let sign = if hours.starts_with('-') { -1 } else { 1 };
            hours.parse::<i64>().ok()? * 60 + sign * minutes.parse::<i64>().ok()?
        }
        None => 0,
    };
    // Each part is small, so that no digit of a nanosecond is lost to the days.
    let minutes = (days - 739_000) * 1440 + hour * 60 + minute - zone;
    #[expect(clippy::cast_precision_loss, reason = "minutes of some decades")]
    Some(minutes as f64 * 60.0 + seconds)
}

// ---- plain --------------------------------------------------------------------------------------

fn of_plain(text: &str) -> Vec<Step> {
    let mut steps: BTreeMap<u32, Step> = BTreeMap::new();
    for line in text.lines() {
        let Some((number, rest)) = line.strip_prefix('#').and_then(|line| line.split_once(' '))
        else {
            continue;
        };
        let Ok(number) = number.parse::<u32>() else { continue };
        if let Some(step) = rest.starts_with('[').then(|| named(rest)).flatten() {
            steps.entry(number).or_insert(step);
        } else if let (Some(step), Some(time)) =
            (steps.get_mut(&number), rest.strip_prefix("DONE ").and_then(|t| t.strip_suffix('s')))
        {
            step.seconds = time.parse().ok();
        }
    }
    steps.into_values().collect()
}

/// A step by what it is called: `[venv 2/3] RUN ..`, with a platform or bake's target in front of
/// the stage where there are several.
fn named(name: &str) -> Option<Step> {
    let (head, text) = name.strip_prefix('[')?.split_once("] ")?;
    let mut words: Vec<&str> = head.split_whitespace().collect();
    let (index, of) = words.pop()?.split_once('/')?;
    Some(Step {
        stage: words.pop().map(str::to_owned),
        index: index.parse().ok()?,
        of: of.parse().ok()?,
        text: text.to_owned(),
        seconds: None,
    })
}

#[cfg(test)]
mod tests {
    use super::{moment, named, of_json, of_plain};

    #[test]
    fn times_are_those_of_their_zone_and_day() {
        let between = |one, other| moment(other).unwrap() - moment(one).unwrap();
        assert!(
            (between("2026-11-27T07:10:56.5Z", "2026-11-27T07:11:08.75Z") - 12.25).abs() < 1e-6
        );
        assert!((between("2024-02-28T23:59:59Z", "2024-03-01T00:00:01Z") - 86_402.0).abs() < 1e-6);
        assert!((between("2025-12-31T23:59:59Z", "2026-01-01T01:00:00+01:00") - 1.0).abs() < 1e-6);
        assert!((between("2025-12-31T23:59:59-00:30", "2026-01-01T00:30:00Z") - 1.0).abs() < 1e-6);
        assert_eq!(moment("today"), None);
    }

    #[test]
    fn steps_of_both_forms_are_read() {
        let json = "{\"vertexes\":[{\"digest\":\"a\",\"name\":\"[venv  2/10] RUN x\",\"started\":\"2026-01-01T00:00:01Z\"}]}\n\
            WARNING: of something\n\
            {\"vertexes\":[{\"digest\":\"a\",\"name\":\"[venv  2/10] RUN x\",\"started\":\"2026-01-01T00:00:01Z\",\"completed\":\"2026-01-01T00:00:03.5Z\"},\
            {\"digest\":\"b\",\"name\":\"[internal] load\",\"completed\":\"2026-01-01T00:00:03.5Z\"},\
            {\"digest\":\"c\",\"name\":\"[1/2] FROM y\",\"started\":\"2026-01-01T00:00:01Z\",\"completed\":\"2026-01-01T00:00:01Z\",\"cached\":true}]}\n";
        let steps = of_json(json);
        assert_eq!(steps.len(), 2);
        assert_eq!((steps[0].stage.as_deref(), steps[0].index, steps[0].of), (Some("venv"), 2, 10));
        assert_eq!(steps[0].seconds, Some(2.5));
        assert_eq!((steps[1].stage.as_deref(), steps[1].seconds), (None, None));

        let plain = "#4 [web venv 2/3] RUN x\n#4 0.5 DONE 9s\n#5 [web final 1/1] COPY a b\n#4 DONE 2.5s\n#5 CACHED\n";
        let steps = of_plain(plain);
        assert_eq!((steps[0].stage.as_deref(), steps[0].seconds), (Some("venv"), Some(2.5)));
        assert_eq!((steps[1].text.as_str(), steps[1].seconds), ("COPY a b", None));
    }

    #[test]
    fn a_step_is_told_several_times() {
        let vertex = |digest: &str, more: &str| {
            format!(
                "{{\"vertexes\":[{{\"digest\":\"{digest}\",\"name\":\"[1/1] RUN {digest}\"{more}}}]}}\n"
            )
        };
        let (started, completed) =
            (",\"started\":\"2026-01-01T00:00:01Z\"", ",\"completed\":\"2026-01-01T00:00:03Z\"");
        let both = format!("{started}{completed}");
        for (texts, expected) in [
            (vec![vertex("a", started)], vec![]),
            (vec![vertex("a", &both)], vec![("RUN a", Some(2.0))]),
            (vec![vertex("a", &both), vertex("a", started)], vec![("RUN a", Some(2.0))]),
            (vec![vertex("a", completed)], vec![("RUN a", None)]),
            (vec![vertex("a", &format!("{both},\"error\":\"x\""))], vec![("RUN a", None)]),
            (vec![vertex("a", &format!("{both},\"cached\":true"))], vec![("RUN a", None)]),
            (
                vec![vertex("b", &both), vertex("a", &both), vertex("b", &both)],
                vec![("RUN b", Some(2.0)), ("RUN a", Some(2.0))],
            ),
        ] {
            let steps = of_json(&texts.concat());
            let found: Vec<(&str, Option<f64>)> =
                steps.iter().map(|step| (step.text.as_str(), step.seconds)).collect();
            assert_eq!(found, expected, "{texts:?}");
        }
        let between = |one, other| moment(other).unwrap() - moment(one).unwrap();
        assert!((between("2026-01-01T00:00:00Z", "2026-01-01T05:30:01+05:30") - 1.0).abs() < 1e-6);
    }

    #[test]
    fn a_plain_log_counts_its_steps() {
        for (text, expected) in [
            ("#2 [1/2] X\n#1 [2/2] Y\n#2 DONE 1s\n#1 DONE 2s", "Y 2, X 1"),
            ("#1 [1/1] X\n#1 [1/1] Y\n#1 DONE 1s", "X 1"),
            ("#1 [1/1] X\n#1 DONE 1\n#2 DONE 1s\n#x [1/1] Y", "X -"),
            ("#1 DONE 1s\n#1 [1/1] X", "X -"),
            ("[1/1] X\n#1 [internal] load", ""),
        ] {
            let steps = of_plain(text);
            let said = steps.iter().map(|step| {
                let seconds = step.seconds.map_or("-".to_owned(), |seconds| seconds.to_string());
                format!("{} {seconds}", step.text)
            });
            assert_eq!(said.collect::<Vec<_>>().join(", "), expected, "{text}");
        }
        for (name, stage) in [
            ("[2/3] RUN x", Some(None)),
            ("[build 2/3] RUN x", Some(Some("build"))),
            ("[linux/amd64 build 2/3] RUN x", Some(Some("build"))),
            ("[web build 12/13] RUN [x] y", Some(Some("build"))),
            ("[a 2-3] RUN x", None),
            ("[a 2/x] RUN x", None),
            ("[2/3]", None),
            ("RUN x", None),
        ] {
            let found = named(name).map(|step| step.stage);
            assert_eq!(found.as_ref().map(Option::as_deref), stage, "{name}");
        }
    }
}
