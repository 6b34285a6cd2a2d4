//! `GET /?draught=6.5` answers the number of a berth.

use std::env;

use berths::berth_for;
use tiny_http::{Response, Server};

fn main() {
    let address = env::var("ADDRESS").unwrap_or_else(|_| "0.0.0.0:8080".to_owned());
    let server = Server::http(&address).unwrap_or_else(|error| panic!("{address}: {error}"));
    for request in server.incoming_requests() {
        let draught = request.url().split("draught=").nth(1).and_then(|text| text.parse().ok());
        let (status, text) = match draught.map(berth_for) {
            Some(Some(berth)) => (200, format!("{}\n", berth.number)),
            Some(None) => (404, "no berth is deep enough\n".to_owned()),
            None => (400, "ask for /?draught=6.5\n".to_owned()),
        };
        // A client that has gone away needs no answer.
        let _ = request.respond(Response::from_string(text).with_status_code(status));
    }
}
