//! What a picture shows, and that it is alone.

use super::markup::{elements, unescaped};
use super::{Here, LINES};

#[test]
fn pictures_are_well_formed_whole_and_alone() {
    let here = Here::of(&LINES);
    for picture in here.pictures() {
        let found = elements(&picture);
        for line in LINES {
            assert!(unescaped(&picture).contains(line), "{line}");
        }
        for (name, attributes) in &found {
            assert!(!["script", "link", "img", "iframe", "image", "use"].contains(&name.as_str()));
            for (key, value) in attributes {
                let loads = ["href", "src", "xlink:href", "data", "action"].contains(&key.as_str());
                assert!(!loads || value.starts_with('#'), "{name} {key}={value}");
                assert!(!key.starts_with("on"), "{name} {key}");
            }
        }
        let own = picture.replace("http://www.w3.org/2000/svg", "");
        assert!(
            ["http:", "https:", "url(", "@import", "//"].iter().all(|word| !own.contains(word))
        );
        let ids: Vec<&String> = found.iter().filter_map(|(_, values)| values.get("id")).collect();
        for (_, values) in &found {
            let Some(target) = values.get("href") else { continue };
            assert!(ids.iter().any(|id| **id == target[1..]), "{target} leads nowhere");
        }
        let mut different = ids.clone();
        different.sort();
        different.dedup();
        assert_eq!(different.len(), ids.len());
    }
}

#[test]
fn the_widest_box_is_the_costliest_layer() {
    let here = Here::of(&LINES);
    let [html, svg] = here.pictures();
    let rows: Vec<&str> = html.split("<li class=\"row ").skip(1).collect();
    assert_eq!(rows.len(), LINES.len());
    let width = |row: &&str| -> f64 {
        let value = row.split(";--w:").nth(1).unwrap().split('"').next().unwrap();
        value.parse().unwrap()
    };
    let widest = rows.iter().max_by(|one, other| width(one).total_cmp(&width(other))).unwrap();
    assert!(widest.contains("make dependencies") && widest.starts_with("layer costliest "));
    assert_eq!(rows.iter().filter(|row| row.contains("costliest")).count(), 1);
    // Widths are to scale: 61 s is twice of 20.5 s, and something.
    let of = |text: &str| width(rows.iter().find(|row| row.contains(text)).unwrap());
    assert!((of("make dependencies") / of("apt-get") - 61.0 / 20.5).abs() < 0.01);

    let drawn = svg.split("<g><title>").skip(1);
    let width = |group: &&str| -> f64 {
        let widths = group.split(" width=\"").skip(1);
        widths.map(|text| text.split('"').next().unwrap().parse().unwrap()).fold(0.0, f64::max)
    };
    let widest = drawn.max_by(|one, other| width(one).total_cmp(&width(other))).unwrap();
    assert!(widest.starts_with("RUN make dependencies\n"), "{widest}");
    assert!(widest.contains("costs most"), "{widest}");
}

#[test]
fn texts_of_others_do_nothing_in_a_picture() {
    let hostile = [
        "FROM debian:12 AS web</style><script>alert(1)</script>",
        "RUN echo '</script><img src=x onerror=alert(1)>' \"&amp;\" && true",
        "RUN printf '\u{1b}[31m\u{0}\u{202e}txt.exe\u{fffe}'",
        "COPY a\"b'><x> /a",
        "LABEL a=\"--><![CDATA[ ]]>\"",
    ];
    let here = Here::of(&hostile);
    here.plan(&["--html", "a.html", "--svg", "a.svg"]);
    for picture in [here.read("a.html"), here.read("a.svg")] {
        let found = elements(&picture);
        let strange =
            found.iter().find(|(name, _)| ["script", "img", "x"].contains(&name.as_str()));
        assert_eq!(strange, None);
        let hidden = |c: char| (c.is_control() && c != '\n') || "\u{202e}\u{fffe}".contains(c);
        assert!(!picture.contains(hidden));
        for shown in [hostile[1], hostile[3], hostile[4], "⟨001B⟩[31m⟨0000⟩⟨202E⟩txt.exe⟨FFFE⟩"]
        {
            assert!(unescaped(&picture).contains(shown), "{shown}");
        }
    }
}

#[test]
fn the_same_images_are_the_same_bytes() {
    let here = Here::of(&LINES);
    assert_eq!(here.pictures(), here.pictures());
    assert!(!here.pictures().concat().contains(&*here.folder.path().to_string_lossy()));
}
