//! A tiny HTTP client for tests: sees the wire as it is, broken or not. Knows no VK.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::io::Read as _;
use std::net::SocketAddr;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// An answer as it came.
pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    pub fn code(&self) -> u64 {
        self.json()["error"]["error_code"].as_u64().unwrap()
    }

    pub fn ids(&self) -> Vec<u64> {
        let json = self.json();
        let groups = if json["response"].is_array() { &json["response"] } else { &json["response"]["groups"] };
        groups.as_array().unwrap().iter().map(|group| group["id"].as_u64().unwrap()).collect()
    }
}

/// A connection that is kept alive.
pub struct Client {
    stream: TcpStream,
}

impl Client {
    pub async fn to(addr: SocketAddr) -> Self {
        Self { stream: TcpStream::connect(addr).await.unwrap() }
    }

    pub async fn get(&mut self, path: &str, headers: &str) -> std::io::Result<Answer> {
        self.call(&format!("GET {path} HTTP/1.1\r\nHost: mock.test\r\n{headers}\r\n")).await
    }

    /// Posts a form to `groups.getById` with the token `T`.
    pub async fn groups(&mut self, form: &str) -> std::io::Result<Answer> {
        self.post("/method/groups.getById", "Authorization: Bearer T\r\n", form).await
    }

    pub async fn post(&mut self, path: &str, headers: &str, body: &str) -> std::io::Result<Answer> {
        let length = body.len();
        self.call(&format!(
            "POST {path} HTTP/1.1\r\nHost: mock.test\r\n{headers}Content-Length: {length}\r\n\r\n{body}"
        ))
        .await
    }

    pub async fn call(&mut self, text: &str) -> std::io::Result<Answer> {
        self.stream.write_all(text.as_bytes()).await?;
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(self.stream.read_u8().await?);
        }
        let head = String::from_utf8(head).unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        let header = |name: &str| {
            head.lines().find_map(|line| line.to_lowercase().strip_prefix(&format!("{name}: ")).map(str::to_owned))
        };
        let mut body = Vec::new();
        if let Some(length) = header("content-length") {
            body = vec![0; length.parse().unwrap()];
            self.stream.read_exact(&mut body).await?;
        } else if header("transfer-encoding").is_some() {
            loop {
                let mut size = Vec::new();
                while !size.ends_with(b"\r\n") {
                    size.push(self.stream.read_u8().await?);
                }
                let size = usize::from_str_radix(std::str::from_utf8(&size).unwrap().trim(), 16).unwrap();
                let mut chunk = vec![0; size + 2];
                self.stream.read_exact(&mut chunk).await?;
                body.extend_from_slice(&chunk[..size]);
                if size == 0 {
                    break;
                }
            }
        }
        if header("content-encoding").is_some() {
            let mut plain = Vec::new();
            flate2::read::GzDecoder::new(body.as_slice()).read_to_end(&mut plain)?;
            body = plain;
        }
        Ok(Answer { status, head, body })
    }
}
