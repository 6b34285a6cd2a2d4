//! Colours of text, in light and dark.

use std::collections::BTreeMap;

use super::{Here, LINES};

/// The contrast of two colours by WCAG's formula.
fn contrast(one: &str, other: &str) -> f64 {
    let light = |colour: &str| {
        let part = |at: usize| {
            let part = f64::from(u8::from_str_radix(&colour[at..at + 2], 16).unwrap()) / 255.0;
            if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5)
    };
    let (one, other) = (light(one), light(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

#[test]
fn text_can_be_read_in_light_and_dark() {
    let here = Here::of(&LINES);
    for picture in here.pictures() {
        let styles: Vec<BTreeMap<&str, &str>> = picture
            .split("--paper:")
            .skip(1)
            .map(|text| format!("--paper:{}", text.split('}').next().unwrap()))
            .map(|text| &*Box::leak(text.into_boxed_str()))
            .map(|text: &str| {
                let pairs = text.split(';').filter_map(|pair| pair.trim().split_once(": "));
                pairs.filter(|(_, value)| value.starts_with('#')).collect()
            })
            .filter(|colours: &BTreeMap<_, _>| colours.contains_key("--ink"))
            .collect();
        assert_eq!(styles.len(), 2);
        for colours in styles {
            let ground = |name: &str| colours.get(name).copied();
            for paper in ["--paper", "--card", "--code"].into_iter().filter_map(ground) {
                for ink in ["--ink", "--soft"] {
                    assert!(contrast(colours[ink], paper) >= 4.5, "{ink} {paper}");
                }
                for shape in ["--h0", "--h1", "--h2", "--h3", "--h4", "--none"] {
                    assert!(contrast(colours[shape], paper) >= 3.0, "{shape} {paper}");
                }
            }
            for shape in ["--h0", "--h1", "--h2", "--h3", "--h4", "--none"] {
                assert!(contrast(colours["--on"], colours[shape]) >= 4.5, "{shape}");
            }
        }
    }
}
