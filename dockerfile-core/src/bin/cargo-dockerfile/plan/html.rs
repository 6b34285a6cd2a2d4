//! The picture as a page: it loads nothing, runs nothing, and is a list where a screen is narrow.

use super::escaped::escaped;
use super::wires::{self, Trunk};
use super::words::{self, HEATS, Heat};
use crate::amount;
use crate::plan_file::Read;
use crate::sheet::{Measure, Row, Sheet, Stage};

const STYLE: &str = include_str!("page.css");

pub(super) fn page(sheets: &[Sheet]) -> String {
    let title = match sheets {
        [sheet] => sheet.dockerfile.clone(),
        _ => format!("{} Dockerfiles", sheets.len()),
    };
    let title = escaped(&title);
    let sections: String =
        sheets.iter().enumerate().map(|(at, sheet)| section(at, sheet, sheets.len() > 1)).collect();
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\"/>\n\
         <title>{title}: what each layer costs</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<main>\n\
         <header>\n<h1>{title}</h1>\n<p class=\"lead\">{}</p>\n{}{}</header>\n{sections}\
         <footer>{}</footer>\n</main>\n</body>\n</html>\n",
        lead(sheets),
        legend(sheets),
        contents(sheets),
        footer(sheets),
    )
}

fn lead(sheets: &[Sheet]) -> String {
    let measure = sheets.first().map_or(Measure::Steps, |sheet| sheet.measure);
    let width = match measure {
        Measure::Seconds => "The wider a box, the longer its step takes",
        Measure::Bytes => "The wider a box, the larger its layer is",
        Measure::Steps => "Each box is a step that runs",
    };
    format!(
        "{width}; its colour says after how many commits it runs again. A line opens when it is clicked."
    )
}

fn legend(sheets: &[Sheet]) -> String {
    let Some(commits) = sheets.iter().filter_map(|sheet| sheet.commits).max().filter(|n| *n > 0)
    else {
        return "<p class=\"facts\">No history is known, so boxes have no colour.</p>\n".to_owned();
    };
    let items = HEATS.map(|(heat, word, meaning)| {
        let class = class(Some(heat));
        let dots = heat.dots();
        format!(
            "<li class=\"{class}\"><span class=\"key\"></span><span class=\"dots\">{dots}</span>\
             <span><b>{word}</b> {meaning}</span></li>\n"
        )
    });
    format!(
        "<ul class=\"legend\" aria-label=\"Colours\">\n<li>Of the last {commits} commits, runs again:</li>\n{}</ul>\n",
        items.concat()
    )
}

fn contents(sheets: &[Sheet]) -> String {
    if sheets.len() < 2 {
        return String::new();
    }
    let items = sheets.iter().enumerate().map(|(at, sheet)| {
        format!(
            "<li><a href=\"#d{at}\"><code>{}</code><small>{}</small></a></li>\n",
            escaped(&sheet.dockerfile).replace('/', "/<wbr/>"),
            facts(sheet)
        )
    });
    format!("<nav aria-label=\"Dockerfiles\"><ol>\n{}</ol></nav>\n", items.collect::<String>())
}

fn count(number: usize, one: &str) -> String {
    format!("{number} {one}{}", if number == 1 { "" } else { "s" })
}

fn facts(sheet: &Sheet) -> String {
    let images = sheet.stages.iter().filter(|stage| stage.image.is_some()).count();
    let layers = sheet.rows().filter(|row| row.makes_layer).count();
    let mut facts = vec![];
    facts.extend((images > 0).then(|| count(images, "image")));
    facts.extend([
        count(sheet.stages.len(), "stage"),
        count(layers, "layer"),
        count(sheet.rows().count(), "line"),
    ]);
    facts.join(", ")
}

fn footer(sheets: &[Sheet]) -> String {
    let mut text = String::from(
        "Made by <code>cargo dockerfile plan --html</code>. A line runs again when what it reads changes, \
         a line above it ran again, or a stage that it copies from did, even if that made the same files. ",
    );
    if sheets.iter().any(|sheet| sheet.measure == Measure::Seconds) {
        text += "Times are those of one build; stages that do not wait for each other run at the same time.";
    }
    text
}

fn class(heat: Option<Heat>) -> String {
    heat.map_or(String::new(), |heat| format!("h{}", heat as usize))
}

fn section(at: usize, sheet: &Sheet, is_named: bool) -> String {
    let trunks = wires::trunks(sheet);
    let heading = if is_named { escaped(&sheet.dockerfile) } else { "Layers".to_owned() };
    let end = sheet.end().max(f64::MIN_POSITIVE);
    let tick = amount::tick(end) / end * 100.0;
    let page = Page { at, sheet, trunks: &trunks, end };
    let stages: String =
        sheet.stages.iter().enumerate().map(|(at, one)| page.stage(at, one)).collect();
    format!(
        "<section class=\"sheet\" id=\"d{at}\">\n<h2>{heading}</h2>\n<p class=\"facts\">{}</p>\n{}\
         <div class=\"chart\" style=\"--lanes:{};--tick:{tick:.4}\">\n{}{stages}</div>\n</section>\n",
        facts(sheet),
        page.strips(),
        wires::lanes(&trunks),
        page.names(),
    )
}

/// What each line of a sheet is drawn with.
struct Page<'s> {
    at: usize,
    sheet: &'s Sheet,
    trunks: &'s [Trunk],
    end: f64,
}

impl Page<'_> {
    /// A build of all, beside what an average commit costs.
    fn strips(&self) -> String {
        let sheet = self.sheet;
        let total = sheet.total();
        if total <= 0.0 {
            return String::new();
        }
        let whole = match sheet.measure {
            Measure::Bytes => "All layers",
            _ => "Everything anew",
        };
        let strip = |name: &str, value: f64, cost: &dyn Fn(&Row) -> f64, labels: bool| {
            let shares = sheet.rows().map(|row| (row, cost(row))).filter(|(_, cost)| *cost > 0.0);
            let parts: String =
                shares.map(|(row, cost)| self.part(row, cost / total * 100.0, labels)).collect();
            let rest = (1.0 - value / total) * 100.0;
            let rest = if rest > 0.01 {
                format!("<i style=\"--w:{rest:.3}\"></i>")
            } else {
                String::new()
            };
            let value = amount::cost(sheet.measure, value);
            format!("<span>{name}</span><b>{value}</b><div class=\"strip\">{parts}{rest}</div>\n")
        };
        let mut strips = strip(whole, total, &|row| sheet.cost(row).unwrap_or(0.0), true);
        if sheet.commits.is_some_and(|commits| commits > 0) {
            let usual = sheet.rows().map(|row| sheet.usual(row)).sum();
            strips += &strip("After an average commit", usual, &|row| sheet.usual(row), false);
        }
        format!("<div class=\"strips\">\n{strips}</div>\n")
    }

    fn part(&self, row: &Row, share: f64, is_labelled: bool) -> String {
        let (word, rest) = words::short(row);
        let name = escaped(&words::cut(&format!("{word} {rest}"), 90));
        let label = if is_labelled && share > 7.0 {
            let rest = rest.trim_start_matches("… ");
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "some letters"
            )]
            let width = share as usize;
            escaped(&words::cut(rest, width.max(6)))
        } else {
            String::new()
        };
        let told = if label.is_empty() { "" } else { " told" };
        format!(
            "<a class=\"{}{told}\" style=\"--w:{share:.3}\" href=\"#{}\" title=\"{name}: {}\" aria-label=\"{name}\">{label}</a>",
            class(Heat::of(row, self.sheet.commits)),
            self.id(row),
            escaped(&words::cost_of(self.sheet, row)),
        )
    }

    fn id(&self, row: &Row) -> String {
        format!("d{}l{}", self.at, row.number)
    }

    fn names(&self) -> String {
        let cost = match self.sheet.measure {
            Measure::Seconds => "time",
            Measure::Bytes => "size",
            Measure::Steps => "",
        };
        let step = amount::tick(self.end);
        let mut ticks = String::new();
        let mut at = 0.0;
        while self.sheet.measure != Measure::Steps && at < self.end * 0.95 {
            let left = at / self.end * 100.0;
            let label = amount::mark(self.sheet.measure, at);
            ticks += &format!("<span style=\"--s:{left:.3}\">{label}</span>");
            at += step;
        }
        let again = if self.sheet.commits.is_some() { "runs again" } else { "" };
        format!(
            "<div class=\"names\" aria-hidden=\"true\"><span></span><span></span><div class=\"axis\">{ticks}</div>\
             <span>{cost}</span><span>{again}</span></div>\n"
        )
    }

    fn stage(&self, at: usize, stage: &Stage) -> String {
        let image = stage
            .image
            .as_ref()
            .map(|name| format!("<span class=\"image\">image {}</span>", escaped(name)));
        let trunk = self.trunks.iter().find(|trunk| trunk.stage == at);
        let to = trunk.map(|trunk| {
            let to = |number: usize| {
                let reads = |stage: &&Stage| stage.rows.iter().any(|row| row.number == number);
                self.sheet.stages.iter().find(reads).map(|stage| escaped(&stage.name))
            };
            let mut names: Vec<String> =
                trunk.branches.iter().filter_map(|branch| to(branch.to)).collect();
            names.dedup();
            format!("<span>goes into {}</span>", names.join(", "))
        });
        let number = stage.rows.first().map_or(0, |row| row.number.saturating_sub(1));
        let name = escaped(&stage.name);
        let rows: String = stage.rows.iter().map(|row| self.row(stage, row)).collect();
        format!(
            "<section aria-label=\"Stage {name}\">\n<h3 class=\"head\">{}<span>stage</span> <code>{name}</code> {}{}</h3>\n\
             <ol>\n{rows}</ol>\n</section>\n",
            self.wires(number, false),
            image.unwrap_or_default(),
            to.unwrap_or_default(),
        )
    }

    fn wires(&self, number: usize, is_row: bool) -> String {
        let mut wires = String::new();
        for trunk in self.trunks.iter().filter(|trunk| trunk.passes(number)) {
            let mut wire = |kind: &str| {
                let colour = trunk.stage % 4;
                wires +=
                    &format!("<i class=\"{kind} t{colour}\" style=\"--l:{}\"></i>", trunk.lane);
            };
            if number == trunk.from {
                wire("out");
                continue;
            }
            if trunk.branch(number).is_some() {
                wire("in");
            }
            if number != trunk.end() {
                wire("pass");
            }
        }
        if is_row {
            wires += "<i class=\"spine\"></i><i class=\"dot\"></i>";
        }
        format!("<span class=\"wires\" aria-hidden=\"true\">{wires}</span>")
    }

    fn row(&self, stage: &Stage, row: &Row) -> String {
        let sheet = self.sheet;
        let heat = Heat::of(row, sheet.commits);
        let is = |other: Option<&Row>| other.is_some_and(|other| other.number == row.number);
        let is_costliest = is(sheet.costliest());
        let cost = sheet.cost(row);
        let is_drawn = row.makes_layer || cost.is_some();
        let classes = [
            (true, if is_drawn { "layer" } else { "meta" }),
            (is(stage.rows.first()), "first"),
            (is(stage.rows.last()), "last"),
            (is_costliest, "costliest"),
            (is_drawn && cost.is_none(), "unknown"),
        ];
        let classes: Vec<&str> =
            classes.into_iter().filter(|(has, _)| *has).map(|(_, class)| class).collect();
        let (word, rest) = words::short(row);
        let label = format!("<b>{}</b> {}", escaped(&word), escaped(&words::cut(&rest, 160)));
        let often = match (heat, row.again, sheet.commits) {
            (Some(heat), Some(again), Some(commits)) => format!(
                "<span class=\"dots\" title=\"{}\">{}</span> {again} of {commits}",
                heat.word(),
                heat.dots()
            ),
            _ => String::new(),
        };
        let (start, width) = (row.start / self.end * 100.0, cost.unwrap_or(0.0) / self.end * 100.0);
        let flag = if is_costliest && width > 12.0 { "costs most" } else { "" };
        format!(
            "<li class=\"row {} {}\">{}<details><summary title=\"{}\"><span class=\"what\">{label}</span>\
             <span class=\"track\"><span class=\"bar\" style=\"--s:{start:.3};--w:{width:.3}\">{flag}</span></span>\
             <span class=\"cost\">{}</span><span class=\"often\">{often}</span></summary>\n{}</details></li>\n",
            classes.join(" "),
            class(heat),
            self.wires(row.number, true),
            escaped(&hint(row)),
            if sheet.measure == Measure::Steps {
                String::new()
            } else {
                words::cost_of(sheet, row)
            },
            self.more(row),
        )
    }

    /// What is seen of a line when it is open.
    fn more(&self, row: &Row) -> String {
        let mut facts = vec![("declared at", format!("{}:{}", row.file, row.line))];
        facts.push(("phase", row.phase.clone()));
        facts.push(("reads", inputs(row)));
        facts.push(("runs again after", words::again_after(row)));
        facts.push(("time", row.seconds.map_or(String::new(), amount::seconds)));
        #[expect(clippy::cast_precision_loss, reason = "a size that is shown")]
        facts.push(("size", row.bytes.map_or(String::new(), |bytes| amount::bytes(bytes as f64))));
        if let (Some(commits), Some(again)) = (self.sheet.commits, row.again) {
            let own = row.changed.map_or(String::new(), |changed| {
                format!("; {changed} of them changed what the line reads itself")
            });
            facts.push((
                "commits",
                format!("after {again} of the last {commits} it runs again{own}"),
            ));
        }
        facts.push(("out of order", row.out_of_order.clone().unwrap_or_default()));
        let facts = facts.iter().filter(|(_, value)| !value.is_empty());
        let facts: String = facts
            .map(|(key, value)| format!("<dt>{key}</dt><dd>{}</dd>", escaped(value)))
            .collect();
        format!(
            "<div class=\"more\" id=\"{}\"><pre>{}</pre><dl>{facts}</dl></div>",
            self.id(row),
            escaped(&row.text)
        )
    }
}

fn inputs(row: &Row) -> String {
    let told = row.reads.iter().filter(|read| !matches!(read, Read::Argument { .. }));
    told.map(words::read).collect::<Vec<_>>().join(", ")
}

/// What shows when a pointer rests on a line.
fn hint(row: &Row) -> String {
    let reads = inputs(row);
    let reads = if reads.is_empty() { String::new() } else { format!("\nreads {reads}") };
    format!("{}:{}{reads}", row.file, row.line)
}
