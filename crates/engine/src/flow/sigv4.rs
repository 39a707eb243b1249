//! AWS Signature Version 4, as a client signs and a service checks:
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html>.

use super::http::{Body, Http, Start, form, percent};
use super::jose::{hex, hex_digest, hmac};
use crate::Timestamp;

const ALGORITHM: &str = "AWS4-HMAC-SHA256";

/// What a signature is made with.
pub(super) struct Signer<'a> {
    pub(super) access_key: &'a str,
    pub(super) secret: &'a str,
    pub(super) region: &'a str,
    pub(super) service: &'a str,
}

impl Signer<'_> {
    fn scope(&self, day: &str) -> String {
        format!("{day}/{}/{}/aws4_request", self.region, self.service)
    }

    /// The request with its `Authorization` header. All its headers are signed.
    pub(super) fn sign(&self, request: Http, at: Timestamp) -> Http {
        let request = request.header("x-amz-date", &stamp(at));
        let header = self.authorization(&request);
        request.header("Authorization", &header)
    }

    /// The header that the request has to carry.
    pub(super) fn authorization(&self, request: &Http) -> String {
        let stamp = request.head("x-amz-date").unwrap_or_default();
        let day = stamp.split('T').next().unwrap_or_default();
        let (canonical, names) = canonical(request);
        let scope = self.scope(day);
        let signed = format!("{ALGORITHM}\n{stamp}\n{scope}\n{}", hex_digest(&canonical));
        let parts = [day, self.region, self.service, "aws4_request"];
        let start = format!("AWS4{}", self.secret).into_bytes();
        let key = parts.iter().fold(start, |key, part| hmac(&key, part.as_bytes()));
        let signature = hex(&hmac(&key, signed.as_bytes()));
        let credential = format!("{}/{scope}", self.access_key);
        format!("{ALGORITHM} Credential={credential}, SignedHeaders={names}, Signature={signature}")
    }
}

/// The form of a request that is signed, and the names of the headers in it.
fn canonical(request: &Http) -> (String, String) {
    let Start::Request { method, url } = &request.start else { return Default::default() };
    let (host, path) = url.parts();
    let path = path.split('?').next().unwrap_or_default();
    let mut headers: Vec<(String, String)> = request
        .headers
        .iter()
        .filter(|(name, _)| !name.eq_ignore_ascii_case("authorization"))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
        .collect();
    if !headers.iter().any(|(name, _)| name == "host") {
        headers.push(("host".to_owned(), host.to_owned()));
    }
    headers.sort();
    let mut query: Vec<(String, String)> = url.query.clone();
    query.sort();
    let names: Vec<&str> = headers.iter().map(|(name, _)| name.as_str()).collect();
    let names = names.join(";");
    let lines: String = headers.iter().map(|(name, value)| format!("{name}:{value}\n")).collect();
    let hash = match request.head("x-amz-content-sha256") {
        Some(hash) => hash.to_owned(),
        None => payload(request),
    };
    let (path, query) = (segments(path), form(&query));
    (format!("{method}\n{path}\n{query}\n{lines}\n{names}\n{hash}"), names)
}

/// The hash of a request's body.
pub(super) fn payload(request: &Http) -> String {
    match &request.body {
        Body::Empty => hex_digest(""),
        _ => hex_digest(&request.body_text()),
    }
}

fn segments(path: &str) -> String {
    let mut text = String::new();
    for (at, segment) in path.split('/').enumerate() {
        if at > 0 {
            text.push('/');
        }
        percent(segment, &mut text);
    }
    text
}

/// An instant as `YYYYMMDD'T'HHMMSS'Z'`.
pub(super) fn stamp(at: Timestamp) -> String {
    at.to_string().replace(['-', ':'], "")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::flow::http::Url;

    fn signed(signer: &Signer<'_>, request: Http) -> String {
        let header = signer.authorization(&request);
        header.rsplit('=').next().unwrap().to_owned()
    }

    /// Examples that AWS publishes with their signatures.
    #[test]
    fn the_examples_of_aws() {
        // https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html, GET Object
        let s3 = Signer {
            access_key: "AKIAIOSFODNN7EXAMPLE",
            secret: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
            region: "us-east-1",
            service: "s3",
        };
        let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        let get = |url: &str| {
            Http::get(Url::new(&format!("https://examplebucket.s3.amazonaws.com{url}")))
        };
        let dated = |request: Http| {
            request.header("x-amz-content-sha256", empty).header("x-amz-date", "20130524T000000Z")
        };
        let object = dated(get("/test.txt").header("Range", "bytes=0-9"));
        assert_eq!(
            signed(&s3, object),
            "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"
        );
        // The same page, GET Bucket (List Objects).
        let list = dated(get("/?max-keys=2&prefix=J"));
        assert_eq!(
            signed(&s3, list),
            "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7"
        );
        // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
        let iam = Signer {
            access_key: "AKIDEXAMPLE",
            secret: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
            region: "us-east-1",
            service: "iam",
        };
        let url = Url::new("https://iam.amazonaws.com/?Action=ListUsers&Version=2010-05-08");
        let users = Http::get(url)
            .header("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")
            .header("X-Amz-Date", "20150830T123600Z");
        assert_eq!(
            signed(&iam, users),
            "5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7"
        );
    }
}
