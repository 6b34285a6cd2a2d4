//! Says which pond it fishes, to whoever asks.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::process::ExitCode;

use heron_settings::Config;

fn main() -> ExitCode {
    let config = match Config::from_env() {
        Ok(config) => config,
        Err(problems) => {
            eprintln!("{problems}");
            return ExitCode::FAILURE;
        }
    };
    let listener = TcpListener::bind((config.address, config.port)).expect("a free port");
    for asker in listener.incoming().flatten() {
        // An asker that has gone away needs no answer.
        let _ = answer(asker, &config);
    }
    ExitCode::SUCCESS
}

fn answer(mut asker: TcpStream, config: &Config) -> std::io::Result<()> {
    let _ = asker.read(&mut [0; 1024])?;
    // A password stands in front of the host, if there is one.
    let pond = config.pond.rsplit(['@', '/']).next().unwrap_or_default();
    let text = format!("{} {pond}\n", config.greeting.as_deref().unwrap_or("I fish"));
    write!(asker, "HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{text}", text.len())
}
