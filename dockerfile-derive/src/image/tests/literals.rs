//! Which literals are checked, and with which place each reaches the table of dockerfile-core.

use super::super::literals::{checks, count, pair_checks};
use super::{stream, tokens};

/// The calls of checks in an expansion, without blanks and suffixes.
fn calls(expansion: proc_macro2::TokenStream) -> Vec<String> {
    let text = expansion.to_string().replace(' ', "").replace("usize,", ",");
    let starts = text.match_indices("literal_").map(|(at, _)| &text[at..]);
    let calls = starts.filter_map(|text| Some(text[8..text.find("};")?].to_owned()));
    calls.filter(|call| call.starts_with("str(") || call.starts_with("int(")).collect()
}

/// A word, its arguments, and the checks of the literals in them.
#[rustfmt::skip]
const CHECKED: &[(&str, &str, &[&str])] = &[
    // A literal is an argument of the line.
    ("stop_signal", r#""A""#, &[r#"str("line","stop_signal","",0,false,&[],"A")"#]),
    ("stop_signal", r#"r"A""#, &[r#"str("line","stop_signal","",0,false,&[],r"A")"#]),
    ("stop_signal", r##"r#"A"#"##, &[r##"str("line","stop_signal","",0,false,&[],r#"A"#)"##]),
    ("raw", r#""A", "b""#, &[r#"str("line","raw","",0,false,&["b"],"A")"#, r#"str("line","raw","",1,false,&[],"b")"#]),
    ("expose", "80", &[r#"int("line","expose","",0,false,&[],80)"#]),
    ("expose", "80u16", &[r#"int("line","expose","",0,false,&[],80)"#]),
    ("expose", "80i32", &[r#"int("line","expose","",0,false,&[],80)"#]),
    ("expose", "80_usize", &[r#"int("line","expose","",0,false,&[],80)"#]),
    ("expose", "1_0_0", &[r#"int("line","expose","",0,false,&[],100)"#]),
    ("expose", "0x1F", &[r#"int("line","expose","",0,false,&[],31)"#]),
    ("expose", "0x1fu8", &[r#"int("line","expose","",0,false,&[],31)"#]),
    ("expose", "0o17", &[r#"int("line","expose","",0,false,&[],15)"#]),
    ("expose", "0b101", &[r#"int("line","expose","",0,false,&[],5)"#]),
    ("expose", "1.5", &[]),
    ("expose", "1e3", &[]),
    ("expose", "2f32", &[]),
    ("expose", "'8'", &[]),
    ("expose", r#"b"8""#, &[]),
    ("expose", "b'8'", &[]),
    ("expose", r#"c"8""#, &[]),
    ("expose", "340282366920938463463374607431768211456", &[]),
    // A list has one number, whatever is in it.
    ("cmd", r#"["a", "b"]"#, &[r#"str("line","cmd","",0,true,&[],"a")"#, r#"str("line","cmd","",0,true,&[],"b")"#]),
    ("cmd", r#"x, ["a"]"#, &[r#"str("line","cmd","",1,true,&[],"a")"#]),
    ("cmd", r#"[["a"]]"#, &[r#"str("line","cmd","",0,true,&[],"a")"#]),
    // The argument behind a name says whether the name may be a secret's.
    ("env", r#""A", 300"#, &[r#"str("line","env","",0,false,&["300"],"A")"#, r#"int("line","env","",1,false,&[],300)"#]),
    ("env", r#""A", 3_0_0u32"#, &[r#"str("line","env","",0,false,&["300"],"A")"#, r#"int("line","env","",1,false,&[],300)"#]),
    ("env", r#""A", 0x10"#, &[r#"str("line","env","",0,false,&["16"],"A")"#, r#"int("line","env","",1,false,&[],16)"#]),
    ("env", r#""A", 0.5"#, &[r#"str("line","env","",0,false,&["0.5"],"A")"#]),
    ("env", r#""A", r"b""#, &[r#"str("line","env","",0,false,&[r"b"],"A")"#, r#"str("line","env","",1,false,&[],r"b")"#]),
    ("env", r#""A", 'b'"#, &[r#"str("line","env","",0,false,&[],"A")"#]),
    ("env", r#""A", true"#, &[r#"str("line","env","",0,false,&[],"A")"#]),
    ("env", r#""A", "b" + &c"#, &[r#"str("line","env","",0,false,&[],"A")"#]),
    ("env", r#""A", text("b")"#, &[r#"str("line","env","",0,false,&[],"A")"#, r#"str("call","text","",0,false,&[],"b")"#]),
    // Of a call the methods behind it count.
    ("packages", r#"apt(["a"])"#, &[r#"str("call","apt","",0,true,&[],"a")"#]),
    ("packages", r#"a::b::apt("a")"#, &[r#"str("call","apt","",0,false,&[],"a")"#]),
    ("account", r#"existing("a", 7)"#, &[r#"str("call","existing","",0,false,&[],"a")"#, r#"int("call","existing","",1,false,&[],7)"#]),
    ("source", r#"copy("/a").from(&b).to("/c")"#, &[
        r#"str("call","copy","",0,false,&["from","to"],"/a")"#,
        r#"str("call","copy","to",0,false,&["from","to"],"/c")"#,
    ]),
    ("source", r#"copy("/a").from(image("b:1"))"#, &[
        r#"str("call","copy","",0,false,&["from"],"/a")"#,
        r#"str("call","image","",0,false,&[],"b:1")"#,
    ]),
    ("source", r#"copy("a").owner(1, 2)"#, &[
        r#"str("call","copy","",0,false,&["owner"],"a")"#,
        r#"int("call","copy","owner",0,false,&["owner"],1)"#,
        r#"int("call","copy","owner",1,false,&["owner"],2)"#,
    ]),
    ("packages", r#"debug.then(|| apt(["a"]))"#, &[r#"str("call","apt","",0,true,&[],"a")"#]),
    ("packages", r#"(apt("a"), apk("b"))"#, &[]),
    ("label", r#"format!("a"), b"#, &[]),
    ("label", r#"a["b"], { c("d") }"#, &[]),
];

#[test]
fn each_literal_has_its_place() {
    for (word, arguments, wanted) in CHECKED {
        let found = calls(checks(&stream("core"), word, 0, stream(arguments)));
        assert_eq!(found, *wanted, "{word} {arguments}");
    }
    let found = calls(checks(&stream("core"), "raw", 3, stream("\"A\", 1")));
    assert!(found[0].contains(",3,") && found[1].contains(",4,"), "{found:?}");
}

#[test]
fn a_pair_is_a_name_and_its_value() {
    let name = tokens("\"A\"").remove(0);
    let found = calls(pair_checks(&stream("core"), "env", name, stream("300")));
    let wanted =
        [r#"str("line","env","",0,false,&["300"],"A")"#, r#"int("line","env","",1,false,&[],300)"#];
    assert_eq!(found, wanted);
}

#[test]
fn arguments_are_counted_by_their_commas() {
    for (arguments, number) in
        [("", 0), ("a", 1), ("a,", 1), ("a, b", 2), ("f(a, b)", 1), ("[a, b], c", 2)]
    {
        assert_eq!(count(stream(arguments)), number, "{arguments}");
    }
}
