//! The page as a browser lays it out.

use std::path::Path;
use std::process::Command;

use super::markup::unescaped;
use super::{Here, LINES};

/// Measures the page as it is laid out: what stands out of the window, what lies over what, what is widest.
const PROBE: &str = "<script>addEventListener('load', () => {\
    const box = element => element.getBoundingClientRect();\
    const all = selector => [...document.querySelectorAll(selector)].filter(e => box(e).width > 0);\
    const bars = all('.bar').sort((a, b) => box(b).width - box(a).width);\
    const rows = all('summary');\
    const over = rows.some((row, at) => at > 0 && box(row).top < box(rows[at - 1]).bottom - 1);\
    const out = all('.sheet *').filter(e => !e.closest('.strip, .bar') && \
      box(e).right > box(e.closest('.sheet')).right - 4).map(e => e.className);\
    const cells = all('.row').some(row => { const [a, b] = ['.what', '.cost'].map(s => box(row.querySelector(s)));\
      return b.width > 0 && a.right > b.left + 1 && a.top < b.bottom && b.top < a.bottom; });\
    document.title = JSON.stringify({wide: document.documentElement.scrollWidth, window: innerWidth,\
      widest: bars[0].closest('.row').classList.contains('costliest'), over, cells, out, rows: rows.length,\
      dark: getComputedStyle(document.body).backgroundColor}); });</script>";

fn browser() -> Option<&'static str> {
    let names = ["chromium", "chromium-browser", "google-chrome"];
    let found = names.into_iter().find(|name| {
        Command::new(name).arg("--version").output().is_ok_and(|output| output.status.success())
    });
    if found.is_none() {
        println!("skipped: no Chromium");
    }
    found
}

fn laid_out(browser: &str, page: &Path, width: u32, is_dark: bool) -> serde_json::Value {
    let home = tempfile::tempdir().expect("a folder");
    let scheme = if is_dark { 0 } else { 1 };
    let output = Command::new(browser)
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--dump-dom"])
        .arg(format!("--user-data-dir={}", home.path().display()))
        .arg(format!("--blink-settings=preferredColorScheme={scheme}"))
        .arg(format!("--window-size={width},1200"))
        .arg(format!("file://{}", page.display()))
        .output()
        .expect("a browser runs");
    let page = String::from_utf8_lossy(&output.stdout);
    let title = page.split("<title>").nth(1).and_then(|text| text.split("</title>").next());
    let title = unescaped(title.expect("the page has a title"));
    serde_json::from_str(&title).unwrap_or_else(|_| panic!("nothing was measured: {title}"))
}

/// Optional: where there is a Chromium, which no run requires.
#[test]
fn a_browser_lays_the_page_out_without_overlaps() {
    let Some(browser) = browser() else { return };
    let here = Here::of(&LINES);
    let [html, _] = here.pictures();
    let policy = html.find("<meta http-equiv").expect("a policy");
    let end = policy + html[policy..].find('\n').unwrap();
    let open = html.replace("<details>", "<details open=\"\">");
    here.plan(&["--html", "steps.html"]);
    let steps = here.read("steps.html");
    for (name, page) in [("closed", &html), ("open", &open), ("steps", &steps)] {
        let shift = page.find("<meta http-equiv").unwrap();
        let page = format!("{}{PROBE}{}", &page[..shift], &page[shift + (end - policy)..]);
        here.write(&format!("{name}.html"), &page);
        for (width, is_dark) in [(1280, false), (820, true), (500, false), (390, true)] {
            let is = laid_out(browser, &here.path(&format!("{name}.html")), width, is_dark);
            let at = format!("{name} {width} {is}");
            assert!(is["wide"].as_u64() <= is["window"].as_u64(), "{at}");
            assert_eq!((&is["over"], &is["cells"]), (&false.into(), &false.into()), "{at}");
            assert_eq!(is["out"], serde_json::json!([]), "{at}");
            assert!(is["widest"] == true || name == "steps", "{at}");
            assert_eq!(is["rows"], LINES.len(), "{at}");
            let ground = if is_dark { "rgb(18, 21, 27)" } else { "rgb(251, 250, 247)" };
            assert_eq!(is["dark"], ground, "{at}");
        }
    }
}
