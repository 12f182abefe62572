//! The table of every flag that probelet knows: its own, curl's and wget's.

/// What a flag does with the word after it, and with the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Accepted and doing nothing: it asks for what probelet always does.
    Ignored,
    /// The same, with a value that is dropped.
    IgnoredValue,
    /// Known to curl or wget and refused on purpose, with advice.
    Refused,
    /// On or off.
    Switch,
    /// Takes a value.
    Value,
}

/// One line of the table.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Flag {
    /// What it does.
    pub(crate) kind: Kind,
    /// The long name, without dashes; for `Refused` all of them, separated by commas.
    pub(crate) name: &'static str,
    /// The letters that mean the same.
    shorts: &'static str,
    /// The other long names, separated by spaces; for `Refused` the advice.
    rest: &'static str,
}

impl Flag {
    /// Finds a flag by a long name without its dashes.
    pub(crate) fn long(name: &str) -> Option<Self> {
        // One flag has a letter only.
        table()
            .filter(|flag| flag.name.len() > 1)
            .find(|flag| flag.long_names().any(|known| known == name))
    }

    /// Finds a flag by its letter.
    pub(crate) fn short(letter: char) -> Option<Self> {
        table().find(|flag| flag.shorts.chars().any(|known| known == letter))
    }

    /// Finds the offered flag whose long name is nearest to a misspelt one.
    pub(crate) fn nearest(name: &str) -> Option<&'static str> {
        let mut nearest = (usize::MAX, "");
        for flag in table().filter(|flag| flag.kind != Kind::Refused) {
            for known in flag.long_names() {
                nearest = nearest.min((distance(name, known), known));
            }
        }
        let (distance, known) = nearest;
        (distance <= known.len() / 3).then_some(known)
    }

    /// Says what to do instead of a refused flag.
    pub(crate) fn advice(&self) -> &'static str {
        self.rest
    }

    /// Lists the name and its aliases.
    fn long_names(self) -> impl Iterator<Item = &'static str> {
        let aliases = if self.kind == Kind::Refused {
            ""
        } else {
            self.rest
        };
        self.name.split(',').chain(aliases.split_ascii_whitespace())
    }
}

/// Reads the table line by line.
fn table() -> impl Iterator<Item = Flag> {
    TABLE.lines().filter_map(|line| {
        let mut fields = line.splitn(4, ' ');
        let kind = match fields.next()? {
            "-" => Kind::Ignored,
            "-=" => Kind::IgnoredValue,
            "!" => Kind::Refused,
            "+" => Kind::Switch,
            _ => Kind::Value,
        };
        let name = fields.next()?;
        // A lone dot stands for "no letter", so that every line has the same fields.
        let shorts = fields.next()?.trim_matches('.');
        Some(Flag {
            kind,
            name,
            shorts,
            rest: fields.next().unwrap_or_default(),
        })
    })
}

/// Counts the single-letter edits from one word to another.
fn distance(from: &str, to: &str) -> usize {
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (i, a) in from.bytes().enumerate() {
        let mut diagonal = i;
        let mut left = i + 1;
        for (cell, b) in row.iter_mut().skip(1).zip(to.bytes()) {
            let here = (diagonal + usize::from(a != b))
                .min(left + 1)
                .min(*cell + 1);
            diagonal = std::mem::replace(cell, here);
            left = here;
        }
        if let Some(first) = row.first_mut() {
            *first = i + 1;
        }
    }
    row.last().copied().unwrap_or_default()
}

/// Kind, long name, letters (or `.`), then aliases or advice. `=` takes a value, `+` is a switch,
/// `-` and `-=` are accepted and do nothing, `!` is refused: there the names share one advice.
///
/// Text instead of an array of structures: pointers would need a relocation each in a static-pie.
const TABLE: &str = "\
- fail f
+ silent sq quiet
- spider .
= max-time mT timeout
= output oO output-document
+ insecure k no-check-certificate
= header H
- show-error S
- no-verbose .
= tries t
+ location L
+ head I
= write-out w
= user u
= expect-status .
= expect-body .
= reject-body .
= expect-json .
= expect-header .
= request X method
= data d post-data body-data data-binary data-ascii
= connect-timeout .
= oauth2-bearer .
= user-agent AU
= max-redirs . max-redirect
+ no-location .
= unix-socket .
= abstract-unix-socket .
= connect-to .
= resolve .
+ ipv4 4 inet4-only
+ ipv6 6 inet6-only
= cacert . ca-certificate
= cert E certificate
= key . private-key
= min-cert-days .
= retry .
= retry-delay .
= wait-healthy .
= interval .
= fail-code .
+ verbose v
= format .
+ include i
+ explain .
= install .
+ help h
+ version V
- fail-with-body .
- no-progress-meter .
- no-proxy .
- no-cache .
- http1.1 .
- globoff g
- compressed .
- retry-all-errors .
- retry-connrefused .
-= noproxy .
-= retry-max-time .
-= Y Y
! proxy,preproxy,socks4,socks4a,socks5,socks5-hostname,proxy-user,proxytunnel,proxy-insecure,proxy-password,haproxy-protocol x probelet never uses a proxy; leave it out
! execute e probelet reads no wgetrc and never uses a proxy; leave it out
! config,disable,no-config K probelet reads no configuration file; leave it out
! netrc n probelet reads no .netrc (use -u @FILE), and of wget's -n flags it knows -nv
! remote-name,remote-header-name,directory-prefix,no-clobber,no-directories,output-dir,timestamping,save-headers JP probelet writes no file; -O - prints the body
! dump-header D probelet writes no file; -i prints the response head
! cookie-jar,save-cookies,no-cookies,keep-session-cookies c probelet keeps no cookies; send them with -H 'Cookie: NAME=VALUE'
! cookie,load-cookies b send cookies with -H 'Cookie: NAME=VALUE'
! referer . use -H 'Referer: URL'
! url . write the target without --url
! get,url-query G put the data into the target's query
! form,form-string F probelet sends no forms; use -d DATA with -H 'Content-Type: TYPE'
! json . use -d DATA with -H 'Content-Type: application/json'
! data-raw . use -d DATA; a leading @ reads a file
! data-urlencode . use -d DATA with the text already encoded
! post-file,body-file . use -d @FILE
! upload-file . probelet uploads nothing; use -X PUT -d @FILE
! http-user,http-password,password,ask-password . use -u USER:PASS
! digest,ntlm,negotiate,anyauth . probelet offers basic auth only; use -u USER:PASS
! basic,auth-no-challenge . basic auth is what -u does, at once; leave it out
! http1.0,http0.9,http2,http2-prior-knowledge,http3,http3-only 0 probelet speaks HTTP/1.1; leave it out
! tlsv1,tlsv1.2,tlsv1.3,tls-max,secure-protocol 1 TLS 1.2 and 1.3 are always offered; leave it out
! tlsv1.0,tlsv1.1 . probelet offers TLS 1.2 and 1.3 only; leave it out
! ciphers,tls13-ciphers,curves . the cipher suites are fixed; leave it out
! capath,ca-directory . use --cacert FILE with one or more certificates
! pinnedpubkey . use --cacert FILE with the server's own certificate
! pass . the key must not be encrypted; use --key FILE
! cert-type . certificates are read as PEM; leave it out
! key-type,private-key-type . keys are read as PEM; leave it out
! ssl-no-revoke,crlfile,crl-file,cert-status . revocation is never checked; leave it out
! ssl-reqd,proto,proto-redir,https-only . the target's scheme says whether it is TLS; leave it out
! path-as-is,request-target . write the path in the target; dots in it are always resolved
! prefer-family . use -4 or -6; otherwise IPv4 comes first
! retry-on-http-error . use --retry N, which tries again after every failure
! content-on-error . use -v, which shows the body of every answer
! no-keepalive,keepalive-time,no-http-keep-alive,tcp-nodelay,no-dns-cache,hsts,no-hsts,delete-after,show-progress,no-styled-output . every probe is a fresh one that keeps nothing; leave it out
! interface,bind-address . probelet takes the system's own route; leave it out
! dns-servers,doh-url . names are looked up as the system does; use --connect-to ADDR
! read-timeout,dns-timeout,speed-time,speed-limit y one limit covers everything; use -m DURATION
! wait,waitretry . use --retry-delay DURATION
! server-response . use -v, or -i for the response head
! debug,trace,trace-ascii . use -v
! stderr . redirect with 2> in a shell
! no-buffer N output is never held back; leave it out
! progress-bar,progress # there is no progress bar; leave it out
! range,limit-rate,max-filesize,quota r probelet reads at most 64 KiB; leave it out
! continue,continue-at C probelet writes no file; leave it out
! parallel Z targets are probed in order under one limit; leave it out
! next,fail-early . give several targets instead
! location-trusted . credentials never go to another host; use -L
! input-file . give the targets as arguments
! append-output a redirect with >> in a shell
! output-file . redirect with > in a shell
! recursive,page-requisites,mirror,no-parent,level p probelet makes one request; leave it out
";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_whole_and_every_name_and_letter_is_there_once() {
        assert_eq!(table().count(), TABLE.lines().count());
        let mut names: Vec<_> = table().flat_map(Flag::long_names).collect();
        let mut letters: Vec<char> = table().flat_map(|flag| flag.shorts.chars()).collect();
        let (all_names, all_letters) = (names.len(), letters.len());
        names.sort_unstable();
        names.dedup();
        letters.sort_unstable();
        letters.dedup();
        assert_eq!((names.len(), letters.len()), (all_names, all_letters));
        assert!(table().all(|flag| flag.kind != Kind::Refused || !flag.advice().is_empty()));
    }

    #[test]
    fn a_misspelt_flag_finds_its_neighbour() {
        assert_eq!(Flag::nearest("max-tme"), Some("max-time"));
        assert_eq!(Flag::nearest("expect-stauts"), Some("expect-status"));
        assert_eq!(Flag::nearest("banana-split"), None);
    }
}
