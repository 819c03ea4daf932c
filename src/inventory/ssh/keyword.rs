//! The keywords of `ssh_config`.

/// Keywords that mean something here, in the spelling of the manual.
pub(super) const HONOURED: &[&str] = &[
    "AddressFamily",
    "BindAddress",
    "CertificateFile",
    "ConnectTimeout",
    "GlobalKnownHostsFile",
    "HashKnownHosts",
    "Host",
    "HostKeyAlias",
    "HostName",
    "IdentitiesOnly",
    "IdentityAgent",
    "IdentityFile",
    "IgnoreUnknown",
    "Include",
    "KbdInteractiveAuthentication",
    "Match",
    "PasswordAuthentication",
    "Port",
    "PreferredAuthentications",
    "ProxyCommand",
    "ProxyJump",
    "PubkeyAuthentication",
    "RevokedHostKeys",
    "ServerAliveCountMax",
    "ServerAliveInterval",
    "StrictHostKeyChecking",
    "Tag",
    "User",
    "UserKnownHostsFile",
];

/// Keywords that are passed over: they are about terminals, forwarding and files that rebe does not
/// have, or say what it does anyway. Old names and those of Debian are among them. Lower case.
const PASSED_OVER: &[&str] = &[
    "addkeystoagent",
    "afstokenpassing",
    "batchmode",
    "bindinterface",
    "canonicaldomains",
    "canonicalizefallbacklocal",
    "canonicalizehostname",
    "canonicalizemaxdots",
    "canonicalizepermittedcnames",
    "casignaturealgorithms",
    "channeltimeout",
    "checkhostip",
    "cipher",
    "ciphers",
    "clearallforwardings",
    "compression",
    "compressionlevel",
    "connectionattempts",
    "controlmaster",
    "controlpath",
    "controlpersist",
    "dsaauthentication",
    "dynamicforward",
    "enableescapecommandline",
    "enablesshkeysign",
    "escapechar",
    "exitonforwardfailure",
    "fallbacktorsh",
    "fingerprinthash",
    "forkafterauthentication",
    "forwardagent",
    "forwardx11",
    "forwardx11timeout",
    "forwardx11trusted",
    "gatewayports",
    "globalknownhostsfile2",
    "gssapiauthentication",
    "gssapiclientidentity",
    "gssapidelegatecredentials",
    "gssapikexalgorithms",
    "gssapikeyexchange",
    "gssapirenewalforcesrekey",
    "gssapiserveridentity",
    "gssapitrustdns",
    "hostbasedacceptedalgorithms",
    "hostbasedauthentication",
    "hostbasedkeytypes",
    "hostkeyalgorithms",
    "ipqos",
    "kbdinteractivedevices",
    "keepalive",
    "kerberosauthentication",
    "kerberostgtpassing",
    "kexalgorithms",
    "knownhostscommand",
    "localcommand",
    "localforward",
    "loglevel",
    "logverbose",
    "macs",
    "nohostauthenticationforlocalhost",
    "numberofpasswordprompts",
    "obscurekeystroketiming",
    "permitlocalcommand",
    "permitremoteopen",
    "pkcs11provider",
    "protocol",
    "proxyusefdpass",
    "pubkeyacceptedalgorithms",
    "pubkeyacceptedkeytypes",
    "refuseconnection",
    "rekeylimit",
    "remotecommand",
    "remoteforward",
    "requesttty",
    "requiredrsasize",
    "rhostsauthentication",
    "rhostsrsaauthentication",
    "rsaauthentication",
    "securitykeyprovider",
    "sendenv",
    "sessiontype",
    "setenv",
    "smartcarddevice",
    "stdinnull",
    "streamlocalbindmask",
    "streamlocalbindunlink",
    "syslogfacility",
    "tcpkeepalive",
    "tunnel",
    "tunneldevice",
    "updatehostkeys",
    "useblacklistedkeys",
    "useprivilegedport",
    "userknownhostsfile2",
    "useroaming",
    "usersh",
    "verifyhostkeydns",
    "versionaddendum",
    "visualhostkey",
    "warnweakcrypto",
    "xauthlocation",
];

/// Old names of keywords that are honoured. Lower case.
const ALIASES: &[(&str, &str)] = &[
    ("challengeresponseauthentication", "KbdInteractiveAuthentication"),
    ("identityfile2", "IdentityFile"),
    ("skeyauthentication", "KbdInteractiveAuthentication"),
    ("tisauthentication", "KbdInteractiveAuthentication"),
];

/// What is known of a keyword.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Known {
    /// It means something here; the spelling of the manual.
    Honoured(&'static str),
    /// It is passed over.
    PassedOver,
    /// Nobody knows it.
    Unknown,
}

/// What is known of `word`, in any case.
pub(super) fn known(word: &str) -> Known {
    let honoured = HONOURED.iter().find(|name| name.eq_ignore_ascii_case(word));
    if let Some(name) = honoured {
        return Known::Honoured(name);
    }
    let lower = word.to_ascii_lowercase();
    if let Some((_, name)) = ALIASES.iter().find(|(old, _)| *old == lower) {
        return Known::Honoured(name);
    }
    match PASSED_OVER.binary_search(&lower.as_str()) {
        Ok(_) => Known::PassedOver,
        Err(_) => Known::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keywords_are_found_in_any_case() {
        assert!(PASSED_OVER.is_sorted());
        assert!(HONOURED.is_sorted());
        assert_eq!(known("hostNAME"), Known::Honoured("HostName"));
        assert_eq!(known("ChallengeResponseAuthentication"), known("KbdInteractiveAuthentication"));
        assert_eq!(known("xauthlocation"), Known::PassedOver);
        assert_eq!(known("AddKeysToAgent"), Known::PassedOver);
        assert_eq!(known("HostNmae"), Known::Unknown);
    }
}
