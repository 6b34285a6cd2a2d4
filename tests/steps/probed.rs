//! Answers each request with the status that a variable says; `none` is no answer.

use std::io::{Read, Write};

fn main() {
    let status = std::env::var("STATUS").unwrap_or_default();
    let address = if status == "v6" { "[::1]:8080" } else { "127.0.0.1:8080" };
    let listener = std::net::TcpListener::bind(address).expect("a port");
    println!("listens");
    for stream in listener.incoming() {
        let mut stream = stream.expect("a connection");
        let _ = stream.read(&mut [0; 1024]);
        match status.as_str() {
            "none" => std::mem::forget(stream),
            "v6" => stream.write_all(b"HTTP/1.1 204 No\r\n\r\n").expect("an answer"),
            status => write!(stream, "HTTP/1.1 {status} So\r\n\r\n").expect("an answer"),
        }
    }
}
