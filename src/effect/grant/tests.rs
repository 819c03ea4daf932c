//! Grants: how far they go, and that they go no further.

use super::*;

fn grant(text: &str) -> Grant {
    Grant::parse(text).unwrap()
}

fn grants(texts: &[&str]) -> Grants {
    Grants::of(texts.iter().map(|text| grant(text)))
}

#[test]
fn what_is_written_is_read() {
    assert_eq!(grant("read-files=/a,~/b").to_string(), "read-files=/a,~/b");
    assert_eq!(grant("cache").to_string(), "cache");
    let wrong = |text| Grant::parse(text).unwrap_err();
    assert!(wrong("files").contains("there are query-network, "));
    assert!(wrong("cache=1").contains("granted as a whole"));
    assert!(wrong("read-files=a").contains("no folder"));
    assert!(wrong("read-files=/a/../b").contains("without `..`"));
    assert!(wrong("query-network=ftp://a").contains("no address of a web server"));
    assert!(wrong("query-network=https://a/?q").contains("no address of a web server"));
    assert!(wrong("query-network=https://me:pw@a/").contains("no address of a web server"));
    assert!(wrong("query-hosts=etc").contains("no path of a host"));
    assert!(wrong("secrets=a b").contains("no name of a secret"));
}

#[test]
fn nobody_gets_more_than_was_asked_for() {
    let covers = |wide: &str, narrow: &str| grant(wide).covers(&grant(narrow));
    assert!(covers("query-network=*", "query-network=http://a/"));
    assert!(covers("query-network=https://a.b/", "query-network=https://a.b/c/"));
    assert!(covers("query-network=https://*.b/", "query-network=https://a.b/"));
    assert!(covers("query-network=https://a.b/", "query-network=https://a.b/,10.0.0.0/8"));
    assert!(!covers("query-network=https://a.b/", "query-network=*"));
    assert!(!covers("query-network=https://a.b/", "query-network=http://a.b/"));
    assert!(!covers("query-network=https://a.b/", "query-network=https://a.b:8443/"));
    assert!(!covers("query-network=https://a.b/c", "query-network=https://a.b/cd"));
    assert!(!covers("query-network=https://a.b/", "query-network=https://*.a.b/"));
    assert!(!covers("query-network=https://*.b/", "query-network=https://b/"));
    assert!(!covers("query-network=*", "change-network=https://a/"));
    assert!(covers("read-files=/var/log", "read-files=/var/log/a"));
    assert!(!covers("read-files=/var/log", "read-files=/var/logs"));
    assert!(covers("query-hosts=/etc/", "query-hosts=/etc/passwd"));
    assert!(!covers("query-hosts=/etc/passwd", "query-hosts=/etc/"));
    assert!(covers("cache", "cache"));
    let wanted = [grant("read-files=/var"), grant("secrets=a"), grant("cache")];
    let given = grants(&["read-files=/var/log,/etc", "secrets=a,b", "run-on-hosts", "cache"]);
    assert_eq!(given.within(&wanted), grants(&["read-files=/var/log", "secrets=a", "cache"]));
}

#[test]
fn grants_are_added_and_taken_back() {
    let mut all = grants(&["secrets=a", "secrets=b,a", "cache"]);
    assert_eq!(all.scope(Capability::Secrets), ["a", "b"]);
    assert!(all.remove(&grant("secrets=a")) && !all.remove(&grant("secrets=c")));
    assert_eq!(all.scope(Capability::Secrets), ["b"]);
    assert!(all.remove(&grant("secrets")) && !all.has(Capability::Secrets));
    assert!(all.remove(&grant("cache")) && all.is_empty());
}

#[test]
fn addresses_are_granted_by_their_parts() {
    let all = grants(&["query-network=https://a.b/v1,https://*.c/,http://127.0.0.1:8080/"]);
    let reach = |url: &str| all.reach(Capability::QueryNetwork, &Url::parse(url).unwrap());
    let public = || Some(Reach::Public(Vec::new()));
    assert_eq!(reach("https://a.b/v1?x=1"), public());
    assert_eq!(reach("https://a.b/v1/x"), public());
    assert_eq!(reach("https://A.B./v1/x"), public());
    assert_eq!(reach("https://x.y.c/"), public());
    assert_eq!(reach("http://127.0.0.1:8080/x"), Some(Reach::Anywhere));
    for other in [
        "https://a.b/v10",
        "https://a.b/v1/../x",
        "https://a.b/v1/%2e%2e/x",
        "https://a.b:1/v1",
        "http://a.b/v1",
        "https://a.b@evil/v1",
        "https://evil/a.b/v1",
        "https://c/",
        "https://xc/",
        "http://127.0.0.1/",
        "file:///v1",
    ] {
        assert_eq!(reach(other), None, "{other}");
    }
}

#[test]
fn private_networks_are_named_or_not_reached() {
    let at = |reach: &Reach, address: &str| reach.allows(address.parse().unwrap());
    let url = Url::parse("https://a/").unwrap();
    let all = grants(&["query-network=*"]);
    let public = all.reach(Capability::QueryNetwork, &url).unwrap();
    for address in ["1.1.1.1", "192.0.2.0", "2606:4700::1111"] {
        assert_eq!(at(&public, address), address != "192.0.2.0", "{address}");
    }
    for address in [
        "0.0.0.0",
        "10.0.0.1",
        "100.64.0.1",
        "127.0.0.1",
        "169.254.169.254",
        "172.16.0.1",
        "192.168.0.1",
        "198.18.0.1",
        "224.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "fe80::1",
        "fd00::1",
        "ff02::1",
        "::ffff:10.0.0.1",
        "64:ff9b::a00:1",
        "2002:a00:1::",
        "2001:db8::1",
    ] {
        assert!(!at(&public, address), "{address}");
    }
    let named = grants(&["query-network=*,10.1.0.0/16"]);
    let named = named.reach(Capability::QueryNetwork, &url).unwrap();
    assert!(at(&named, "10.1.2.3") && at(&named, "::ffff:10.1.2.3") && !at(&named, "10.2.0.1"));
    let range = grants(&["query-network=10.0.0.0/8"]);
    assert_eq!(range.reach(Capability::QueryNetwork, &url), None);
}

#[test]
fn folders_are_granted_with_what_is_below() {
    let all = grants(&["read-files=/var/log,/var/log/deep,~/x"]);
    let home = Path::new("/home/me");
    let folder = |path: &'static str| {
        let found = all.folder(Capability::ReadFiles, Path::new(path), Some(home));
        found.map(|(folder, rest)| (folder.display().to_string(), rest.display().to_string()))
    };
    let at = |folder: &str, rest: &str| Some((folder.to_owned(), rest.to_owned()));
    assert_eq!(folder("/var/log/a/b"), at("/var/log", "a/b"));
    assert_eq!(folder("/var/log/deep/b"), at("/var/log/deep", "b"));
    assert_eq!(folder("/var/log"), at("/var/log", ""));
    assert_eq!(folder("/home/me/x/y"), at("/home/me/x", "y"));
    for other in ["/var/logs", "/var/log/../x", "var/log/a", "/home/me/y", "~/x/y"] {
        assert_eq!(folder(other), None, "{other}");
    }
    assert_eq!(all.folder(Capability::WriteFiles, Path::new("/var/log/a"), Some(home)), None);
}

#[test]
fn names_are_granted_as_they_are() {
    let all = grants(&["query-hosts=/etc/ssh/,/etc/os-release", "secrets=a"]);
    let file = |path| all.allows(Capability::QueryHosts, path);
    assert!(file("/etc/ssh/sshd_config") && file("/etc/os-release"));
    assert!(!file("/etc/ssh/../shadow") && !file("/etc/os-releases") && !file("*") && !file(""));
    assert!(all.allows(Capability::Secrets, "a") && !all.allows(Capability::Secrets, "b"));
}
