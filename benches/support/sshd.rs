//! A real OpenSSH server that plays a fleet: one process answers on every address 127.x.y.z.

use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

use rebe_shell::fleet::{PrivateKey, PublicKey};

use super::Failure;
use super::child::Server;
use super::roster::Roster;

const SSHD: &str = "/usr/sbin/sshd";

/// Runs the server, `$1`, with the configuration in the folder `$2` until standard input is closed,
/// then ends it and takes the folder away. It is a shell so that this happens even when the owner
/// was killed.
const KEEPER: &str = r#"
trap : HUP INT TERM
"$1" -D -f "$2/config" -E "$2/log" </dev/null >/dev/null 2>&1 &
echo started
read -r nothing
kill "$!"
wait "$!"
rm -rf "$2"
"#;

/// Start a server for `hosts` addresses. It is run by the account that runs the benchmark and lets
/// in that account alone, with a key made for this run.
pub fn start(hosts: usize) -> Result<(Server, Roster), Failure> {
    let folder = std::env::temp_dir().join(format!("rebe-bench-{}", std::process::id()));
    std::fs::create_dir(&folder)?;
    let made = prepare(&folder).and_then(|port| Ok((port, keeper(&folder)?)));
    let (port, server) = made.inspect_err(|_| {
        let _ = std::fs::remove_dir_all(&folder);
    })?;
    wait(port, &folder)?;
    let client = PrivateKey::from_openssh(std::fs::read_to_string(folder.join("user"))?)?;
    let host = PublicKey::from_openssh(&std::fs::read_to_string(folder.join("host.pub"))?)?;
    let address = |at: usize| format!("127.1.{}.{}", at / 250, at % 250 + 1);
    let targets = (0..hosts).map(|at| (address(at), port)).collect();
    let user = output(Command::new("id").arg("-un"))?;
    Ok((server, Roster::new(user.trim(), &client, &host, targets)?))
}

/// Keys and configuration; the port that it is for.
fn prepare(folder: &std::path::Path) -> Result<u16, Failure> {
    for name in ["host", "user"] {
        let path = folder.join(name);
        output(Command::new("ssh-keygen").args(["-q", "-t", "ed25519", "-N", "", "-f"]).arg(path))?;
    }
    std::fs::copy(folder.join("user.pub"), folder.join("authorized_keys"))?;
    // The superuser's sshd wants this folder, and init scripts make it; nobody else can.
    let _ = std::fs::create_dir_all("/run/sshd");
    let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
    let at = |name: &str| folder.join(name).display().to_string();
    // The last line but one keeps the start-up files of the user's shell out of it: they would take
    // longer than all the rest.
    let config = format!(
        "Port {port}\nListenAddress 0.0.0.0\nHostKey {}\nPidFile none\nAuthorizedKeysFile {}\n\
         UsePAM no\nStrictModes no\nPasswordAuthentication no\nPermitRootLogin prohibit-password\n\
         MaxStartups 1000:1:2000\nLogLevel ERROR\nPrintMotd no\nPrintLastLog no\nSetEnv HOME={}\n",
        at("host"),
        at("authorized_keys"),
        folder.display(),
    );
    // Only OpenSSH 9.8 and later know the option, and punish many logins without it.
    std::fs::write(folder.join("config"), format!("{config}PerSourcePenalties no\n"))?;
    if output(Command::new(SSHD).args(["-t", "-f", &at("config")])).is_err() {
        std::fs::write(folder.join("config"), config)?;
    }
    Ok(port)
}

fn keeper(folder: &PathBuf) -> Result<Server, Failure> {
    let mut shell = Command::new("sh");
    let (server, _) = Server::start(shell.args(["-c", KEEPER, "sh", SSHD]).arg(folder))?;
    Ok(server)
}

fn wait(port: u16, folder: &std::path::Path) -> Result<(), Failure> {
    let start = Instant::now();
    while TcpStream::connect(("127.0.0.1", port)).is_err() {
        if start.elapsed() > Duration::from_secs(10) {
            let log = std::fs::read_to_string(folder.join("log")).unwrap_or_default();
            return Err(format!("sshd does not listen: {log}").into());
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    Ok(())
}

/// What a program that must succeed prints.
fn output(command: &mut Command) -> Result<String, Failure> {
    let output = command.output().map_err(|error| format!("{command:?}: {error}"))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        return Err(format!("{command:?}: {said}").into());
    }
    Ok(String::from_utf8(output.stdout)?)
}
