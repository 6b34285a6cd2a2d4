//! The picture as an SVG, for places that show images. It is laid out once, for wide places; the page is what
//! a telephone shows.

use super::escaped::escaped;
use super::wires::{self, Trunk};
use super::words::{self, HEATS, Heat};
use crate::amount;
use crate::sheet::{Measure, Row, Sheet, Stage};

const STYLE: &str = include_str!("picture.css");

const WIDTH: f64 = 1120.0;
const MARGIN: f64 = 24.0;
/// A letter of the monospaced font, at the size that lines have.
const LETTER: f64 = 7.25;
const LANE: f64 = 11.0;
/// Where costs and counts end.
const COSTS: f64 = WIDTH - MARGIN - 128.0;
const COUNTS: f64 = WIDTH - MARGIN;

pub(super) fn picture(sheets: &[Sheet]) -> String {
    let mut y = MARGIN;
    let mut body = String::new();
    for sheet in sheets {
        let drawing = Drawing::of(sheet);
        body += &drawing.draw(&mut y);
        y += 28.0;
    }
    let height = y;
    let names: Vec<&str> = sheets.iter().map(|sheet| &*sheet.dockerfile).collect();
    let title = escaped(&names.join(", "));
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" width=\"{WIDTH}\" \
         height=\"{height}\" role=\"img\" aria-labelledby=\"title desc\">\n\
         <title id=\"title\">Layers of {title}</title>\n<desc id=\"desc\">{}</desc>\n<style>\n{STYLE}</style>\n\
         <rect class=\"paper\" width=\"{WIDTH}\" height=\"{height}\" rx=\"14\"/>\n{body}</svg>\n",
        escaped(&description(sheets))
    )
}

/// The picture in words.
fn description(sheets: &[Sheet]) -> String {
    let tell = |sheet: &Sheet| {
        let total = amount::cost(sheet.measure, sheet.total());
        let layers = sheet.rows().filter(|row| row.makes_layer).count();
        let most = sheet.costliest().map(|row| {
            let (word, rest) = words::short(row);
            format!("; most of it {word} {rest} ({})", words::cost_of(sheet, row))
        });
        let stages = sheet.stages.len();
        format!(
            "{}: {stages} stages, {layers} layers, {total}{}.",
            sheet.dockerfile,
            most.unwrap_or_default()
        )
    };
    sheets.iter().map(tell).collect::<Vec<_>>().join(" ")
}

struct Drawing<'s> {
    sheet: &'s Sheet,
    trunks: Vec<Trunk>,
    /// Where lines are written.
    label: f64,
    /// Where boxes begin, and how wide all of them are.
    chart: f64,
    width: f64,
    end: f64,
    /// The middle of each line by its number, as they are laid out.
    middles: Vec<f64>,
}

impl<'s> Drawing<'s> {
    fn of(sheet: &'s Sheet) -> Self {
        let trunks = wires::trunks(sheet);
        #[expect(clippy::cast_precision_loss, reason = "some lanes")]
        let label = MARGIN + 22.0 + wires::lanes(&trunks) as f64 * LANE;
        let chart = label + 380.0;
        let width = COSTS - 78.0 - chart;
        let end = sheet.end().max(f64::MIN_POSITIVE);
        Self { sheet, trunks, label, chart, width, end, middles: vec![0.0] }
    }

    fn draw(mut self, y: &mut f64) -> String {
        let mut text = format!(
            "<g>\n<text class=\"name\" x=\"{MARGIN}\" y=\"{:.1}\">{}</text>\n",
            *y + 14.0,
            escaped(&words::cut(&self.sheet.dockerfile, 90))
        );
        *y += 26.0;
        text += &self.legend(y);
        text += &self.strips(y);
        let top = *y;
        let mut rows = String::new();
        for stage in &self.sheet.stages {
            rows += &self.heading(stage, y);
            for row in &stage.rows {
                rows += &self.row(row, y);
            }
        }
        text += &self.grid(top, *y);
        text += &self.wires();
        text + &rows + "</g>\n"
    }

    fn legend(&self, y: &mut f64) -> String {
        let Some(commits) = self.sheet.commits.filter(|commits| *commits > 0) else {
            *y += 8.0;
            return String::new();
        };
        let mut text = String::new();
        let middle = *y + 6.0;
        let mut x = MARGIN;
        let intro = format!("runs again, of the last {commits} commits:");
        text +=
            &format!("<text class=\"small\" x=\"{x}\" y=\"{:.1}\">{intro}</text>", middle + 4.0);
        #[expect(clippy::cast_precision_loss, reason = "some letters")]
        let wide = |text: &str| text.chars().count() as f64 * 6.6;
        x += wide(&intro) + 6.0;
        for (heat, word, _) in HEATS {
            let class = class(Some(heat));
            text += &format!(
                "<rect class=\"{class}\" x=\"{x:.1}\" y=\"{:.1}\" width=\"22\" height=\"12\" rx=\"3\"/>\
                 <text class=\"small\" x=\"{:.1}\" y=\"{:.1}\">{word}</text>",
                middle - 6.0,
                x + 28.0,
                middle + 4.0
            );
            x += 28.0 + wide(word) + 20.0;
        }
        *y += 26.0;
        text + "\n"
    }

    /// A build of all, and below it what an average commit costs, to the same scale.
    fn strips(&self, y: &mut f64) -> String {
        let sheet = self.sheet;
        let total = sheet.total();
        if total <= 0.0 {
            return String::new();
        }
        let whole = if sheet.measure == Measure::Bytes { "all layers" } else { "everything anew" };
        let usual: f64 = sheet.rows().map(|row| sheet.usual(row)).sum();
        let has_history = sheet.commits.is_some_and(|commits| commits > 0);
        let mut text = self.strip(whole, total, &|row| sheet.cost(row).unwrap_or(0.0), y);
        if has_history {
            text += &self.strip("after an average commit", usual, &|row| sheet.usual(row), y);
        }
        *y += 6.0;
        text
    }

    fn strip(&self, name: &str, value: f64, cost: &dyn Fn(&Row) -> f64, y: &mut f64) -> String {
        let total = self.sheet.total();
        let (left, right) = (MARGIN + 180.0, COUNTS - 90.0);
        let mut text = format!(
            "<text class=\"small\" x=\"{MARGIN}\" y=\"{:.1}\">{name}</text>\
             <rect class=\"rest\" x=\"{left}\" y=\"{:.1}\" width=\"{:.1}\" height=\"24\" rx=\"5\"/>",
            *y + 16.0,
            *y,
            right - left
        );
        let mut x = left;
        for row in self.sheet.rows().filter(|row| cost(row) > 0.0) {
            let width = cost(row) / total * (right - left);
            text += &format!(
                "<rect class=\"{}\" x=\"{x:.2}\" y=\"{:.1}\" width=\"{:.2}\" height=\"24\" rx=\"{:.1}\">{}</rect>",
                class(Heat::of(row, self.sheet.commits)),
                *y,
                (width - 1.0).max(0.6),
                (width / 3.0).min(4.0),
                self.title(row)
            );
            x += width;
        }
        let value = amount::cost(self.sheet.measure, value);
        text += &format!(
            "<text class=\"value\" x=\"{COUNTS}\" y=\"{:.1}\">{value}</text>\n",
            *y + 17.0
        );
        *y += 32.0;
        text
    }

    fn heading(&mut self, stage: &Stage, y: &mut f64) -> String {
        let line = *y + 6.0;
        let middle = *y + 24.0;
        self.middles.push(middle);
        *y += 38.0;
        let image = stage.image.as_ref().map_or(String::new(), |name| {
            format!(
                "<tspan class=\"image\" dx=\"12\">image {}</tspan>",
                escaped(&words::cut(name, 40))
            )
        });
        format!(
            "<path class=\"rule\" d=\"M{MARGIN} {line:.1}H{COUNTS}\"/><text class=\"stage\" x=\"{:.1}\" y=\"{:.1}\">\
             <tspan class=\"small\">stage</tspan><tspan class=\"bold\" dx=\"7\">{}</tspan>{image}</text>\n",
            self.label,
            middle + 4.0,
            escaped(&words::cut(&stage.name, 60))
        )
    }

    fn row(&mut self, row: &Row, y: &mut f64) -> String {
        let sheet = self.sheet;
        let cost = sheet.cost(row);
        let is_drawn = row.makes_layer || cost.is_some();
        let height = if is_drawn { 30.0 } else { 20.0 };
        let middle = *y + height / 2.0;
        self.middles.push(middle);
        *y += height;
        let heat = Heat::of(row, sheet.commits);
        let is_costliest = sheet.costliest().is_some_and(|other| other.number == row.number);
        let (word, rest) = words::short(row);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "some letters")]
        let letters = (370.0 / if is_drawn { LETTER } else { LETTER * 0.92 }) as usize;
        let left = letters.saturating_sub(word.chars().count() + 1);
        let kind = if is_drawn { "line" } else { "line meta" };
        let mut text = format!(
            "<g>{}<text class=\"{kind}\" x=\"{:.1}\" y=\"{:.1}\"><tspan class=\"bold\">{}</tspan> {}</text>",
            self.title(row),
            self.label,
            middle + 4.0,
            escaped(&word),
            escaped(&words::cut(&rest, left))
        );
        text += &self.mark(row, cost, is_costliest, middle);
        if is_drawn && sheet.measure != Measure::Steps {
            let class = if is_costliest { "cost bold" } else { "cost" };
            text += &format!(
                "<text class=\"{class}\" x=\"{COSTS}\" y=\"{:.1}\">{}</text>",
                middle + 4.0,
                escaped(&words::cost_of(sheet, row))
            );
        }
        if let (Some(heat), Some(again), Some(commits)) = (heat, row.again, sheet.commits) {
            text += &format!(
                "<text class=\"count\" x=\"{COUNTS}\" y=\"{:.1}\"><tspan class=\"{}\">{}</tspan> {again} of {commits}</text>",
                middle + 4.0,
                class(Some(heat)),
                heat.dots()
            );
        }
        text + "</g>\n"
    }

    /// A line's box, and its point beside it.
    fn mark(&self, row: &Row, cost: Option<f64>, is_costliest: bool, middle: f64) -> String {
        let heat = class(Heat::of(row, self.sheet.commits));
        let x = self.chart + row.start / self.end * self.width;
        let spine = self.label - 13.0;
        let width = cost.unwrap_or(0.0) / self.end * self.width;
        if !row.makes_layer && cost.is_none() {
            return format!(
                "<circle class=\"point\" cx=\"{spine:.1}\" cy=\"{middle:.1}\" r=\"2.6\"/>\
                 <rect class=\"tick\" x=\"{x:.2}\" y=\"{:.1}\" width=\"2.5\" height=\"10\" rx=\"1\"/>",
                middle - 5.0
            );
        }
        let half = if is_costliest { 11.0 } else { 9.0 };
        let dashed = if cost.is_none() { "unknown" } else { "" };
        let width = if cost.is_none() { 14.0 } else { width.max(4.0) };
        let mut text = format!(
            "<circle class=\"{heat}\" cx=\"{spine:.1}\" cy=\"{middle:.1}\" r=\"5.5\"/>\
             <rect class=\"{heat} {dashed}\" x=\"{x:.2}\" y=\"{:.1}\" width=\"{width:.2}\" height=\"{}\" rx=\"4\"/>",
            middle - half,
            half * 2.0
        );
        if is_costliest {
            text += &format!(
                "<rect class=\"ring\" x=\"{:.2}\" y=\"{:.1}\" width=\"{:.2}\" height=\"28\" rx=\"7\"/>",
                x - 3.0,
                middle - 14.0,
                width + 6.0
            );
        }
        if is_costliest && width > 90.0 {
            text += &format!(
                "<text class=\"flag\" x=\"{:.2}\" y=\"{:.1}\">costs most</text>",
                x + 10.0,
                middle + 4.0
            );
        }
        text
    }

    fn title(&self, row: &Row) -> String {
        let again = match (row.again, self.sheet.commits) {
            (Some(again), Some(commits)) => {
                format!("\nruns again after {again} of {commits} commits")
            }
            _ => String::new(),
        };
        format!(
            "<title>{}</title>",
            escaped(&format!("{}\n{}:{}{again}", row.text, row.file, row.line))
        )
    }

    fn grid(&self, top: f64, bottom: f64) -> String {
        if self.sheet.measure == Measure::Steps {
            return String::new();
        }
        let step = amount::tick(self.end);
        let mut text = String::new();
        let mut at = 0.0;
        while at < self.end * 0.95 {
            let x = self.chart + at / self.end * self.width;
            text += &format!(
                "<path class=\"rule\" d=\"M{x:.1} {:.1}V{bottom:.1}\"/><text class=\"axis\" x=\"{:.1}\" y=\"{:.1}\">{}</text>",
                top + 8.0,
                x + 4.0,
                top + 18.0,
                amount::mark(self.sheet.measure, at)
            );
            at += step;
        }
        text + "\n"
    }

    /// Each stage's own line, and the ways from stage to stage.
    fn wires(&self) -> String {
        let spine = self.label - 13.0;
        let mut text = String::new();
        for stage in &self.sheet.stages {
            if let (Some(first), Some(last)) = (stage.rows.first(), stage.rows.last()) {
                let (first, last) = (self.middles[first.number], self.middles[last.number]);
                text += &format!("<path class=\"spine\" d=\"M{spine:.1} {first:.1}V{last:.1}\"/>");
            }
        }
        for trunk in &self.trunks {
            #[expect(clippy::cast_precision_loss, reason = "some lanes")]
            let lane = spine - (trunk.lane + 1) as f64 * LANE;
            let from = self.middles[trunk.from];
            let colour = trunk.stage % 4;
            for branch in &trunk.branches {
                let to = self.middles[branch.to];
                text += &format!(
                    "<path class=\"wire t{colour}\" d=\"M{:.1} {from:.1}H{:.1}Q{lane:.1} {from:.1} {lane:.1} {:.1}\
                     V{:.1}Q{lane:.1} {to:.1} {:.1} {to:.1}H{:.1}\"/><path class=\"head t{colour}\" d=\"M{:.1} {:.1}l6 4l-6 4z\"/>",
                    spine - 5.0,
                    lane + 8.0,
                    from + 8.0,
                    to - 8.0,
                    lane + 8.0,
                    spine - 10.0,
                    spine - 12.0,
                    to - 4.0
                );
            }
        }
        text + "\n"
    }
}

fn class(heat: Option<Heat>) -> String {
    heat.map_or_else(|| "none".to_owned(), |heat| format!("h{}", heat as usize))
}
