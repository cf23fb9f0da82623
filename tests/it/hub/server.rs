//! A server that misbehaves in every way it is told to.

use std::{
    io::{BufRead, BufReader, Write},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread,
    time::Duration,
};

/// What is asked of the server: `GET /path`, from which byte on, and whether with a token.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    pub path: String,
    pub from: usize,
    pub token: bool,
}

/// How the server answers.
pub enum Answer {
    /// As it should, with parts of a file if asked for.
    File(Vec<u8>),
    /// The whole file, whatever part is asked for.
    Whole(Vec<u8>),
    /// The file, but the connection ends after so many bytes.
    Cut(Vec<u8>, usize),
    /// Another part than was asked for.
    Elsewhere(Vec<u8>),
    /// Without its length, which ends with the connection.
    Endless(Vec<u8>, usize),
    Status(u16),
    Redirect(String),
    /// Nothing for so long.
    Silence(Duration),
}

pub struct Server {
    pub address: String,
    requests: Arc<Mutex<Vec<Request>>>,
}

impl Server {
    /// A server that answers by the request and by how many came before it.
    pub fn start(answer: impl Fn(&Request, usize) -> Answer + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
        let address = format!("http://{}", listener.local_addr().expect("it is bound"));
        let requests: Arc<Mutex<Vec<Request>>> = Arc::default();
        let (log, answer) = (requests.clone(), Arc::new(answer));
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let (log, answer) = (log.clone(), answer.clone());
                thread::spawn(move || {
                    let Some(mut request) = read(&stream) else { return };
                    // As a proxy (`CONNECT host:port`) it is every other server too.
                    if !request.path.starts_with('/') {
                        log.lock().expect("no test panics in here").push(request);
                        let connected = (&stream).write_all(b"HTTP/1.1 200 OK\r\n\r\n").map(|()| read(&stream));
                        let Ok(Some(next)) = connected else { return };
                        request = next;
                    }
                    let mut log = log.lock().expect("no test panics in here");
                    let before = log.len();
                    log.push(request.clone());
                    drop(log);
                    // A client that has seen enough hangs up.
                    let _ = send(stream, &request, answer(&request, before));
                });
            }
        });
        Server { address, requests }
    }

    pub fn requests(&self) -> Vec<Request> {
        self.requests.lock().expect("no test panics in here").clone()
    }

    /// From which byte on files were asked for.
    pub fn starts(&self) -> Vec<usize> {
        self.requests().iter().map(|request| request.from).collect()
    }
}

fn read(stream: &TcpStream) -> Option<Request> {
    let mut lines = BufReader::new(stream).lines().map_while(Result::ok);
    let path = lines.next()?.split(' ').nth(1)?.to_owned();
    let mut request = Request { path, from: 0, token: false };
    for line in lines.take_while(|line| !line.is_empty()) {
        let line = line.to_lowercase();
        if let Some(range) = line.strip_prefix("range: bytes=") {
            request.from = range.trim_end_matches('-').parse().expect("a range to the end");
        }
        request.token |= line == "authorization: bearer secret";
    }
    Some(request)
}

fn send(mut stream: TcpStream, request: &Request, answer: Answer) -> std::io::Result<()> {
    let mut respond = |status: &str, headers: &str, body: &[u8]| {
        write!(stream, "HTTP/1.1 {status}\r\nConnection: close\r\n{headers}\r\n").and_then(|()| stream.write_all(body))
    };
    let length = |length: usize| format!("Content-Length: {length}\r\n");
    let range = |from: usize, file: &[u8]| format!("Content-Range: bytes {from}-{}/{}\r\n", file.len() - 1, file.len());
    match answer {
        Answer::File(file) if request.from >= file.len() => respond("416 Range Not Satisfiable", &length(0), &[]),
        Answer::File(file) if request.from > 0 => {
            let rest = &file[request.from..];
            respond("206 Partial Content", &(range(request.from, &file) + &length(rest.len())), rest)
        }
        Answer::File(file) | Answer::Whole(file) => respond("200 OK", &length(file.len()), &file),
        Answer::Cut(file, after) => {
            let rest = &file[request.from..];
            let sent = &rest[..after.min(rest.len())];
            match request.from {
                0 => respond("200 OK", &length(rest.len()), sent),
                from => respond("206 Partial Content", &(range(from, &file) + &length(rest.len())), sent),
            }
        }
        Answer::Elsewhere(file) => respond("206 Partial Content", &(range(1, &file) + &length(file.len() - 1)), &file[1..]),
        Answer::Endless(file, times) => {
            respond("200 OK", "", &[])?;
            (0..times).try_for_each(|_| stream.write_all(&file))
        }
        Answer::Status(status) => respond(&format!("{status} No"), &length(0), &[]),
        Answer::Redirect(to) => respond("302 Found", &format!("Location: {to}\r\n{}", length(0)), &[]),
        Answer::Silence(time) => {
            thread::sleep(time);
            Ok(())
        }
    }
}
