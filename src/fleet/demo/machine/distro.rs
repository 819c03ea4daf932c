//! Operating systems: what `os-release` says, and a kernel that goes with it.

/// A distribution.
#[derive(Debug)]
pub struct Distro {
    /// The text of `os-release`; empty when the system has none.
    pub os_release: &'static str,
    /// Whether the file is the one below `/usr/lib`.
    pub usr_lib: bool,
    /// What comes before the architecture in the release of the kernel.
    pub kernel: &'static str,
    /// Whether the release of the kernel ends with the architecture.
    pub kernel_has_arch: bool,
}

/// A distribution of the usual kind.
const fn plain(os_release: &'static str, kernel: &'static str) -> Distro {
    Distro { os_release, usr_lib: false, kernel, kernel_has_arch: false }
}

pub const DEBIAN: Distro = plain(
    "PRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\nNAME=\"Debian GNU/Linux\"\n\
     VERSION_ID=\"12\"\nVERSION=\"12 (bookworm)\"\nVERSION_CODENAME=bookworm\nID=debian\n",
    "6.1.0-25-amd64",
);
pub const UBUNTU: Distro = plain(
    "PRETTY_NAME=\"Ubuntu 24.04.1 LTS\"\nNAME=\"Ubuntu\"\nVERSION_ID=\"24.04\"\n\
     VERSION=\"24.04.1 LTS (Noble Numbat)\"\nID=ubuntu\nID_LIKE=debian\n",
    "6.8.0-45-generic",
);
pub const UBUNTU_OLD: Distro = plain(
    "NAME=\"Ubuntu\"\nVERSION=\"18.04.6 LTS (Bionic Beaver)\"\nID=ubuntu\nID_LIKE=debian\n\
     PRETTY_NAME=\"Ubuntu 18.04.6 LTS\"\nVERSION_ID=\"18.04\"\n",
    "4.15.0-213-generic",
);
pub const ROCKY: Distro = Distro {
    os_release: "NAME=\"Rocky Linux\"\nVERSION=\"9.4 (Blue Onyx)\"\nID=\"rocky\"\n\
                 ID_LIKE=\"rhel centos fedora\"\nVERSION_ID=\"9.4\"\n\
                 PRETTY_NAME=\"Rocky Linux 9.4 (Blue Onyx)\"\n",
    usr_lib: false,
    kernel: "5.14.0-427.13.1.el9_4.",
    kernel_has_arch: true,
};
pub const ALPINE: Distro = plain(
    "NAME=\"Alpine Linux\"\nID=alpine\nVERSION_ID=3.20.3\nPRETTY_NAME=\"Alpine Linux v3.20\"\n",
    "6.6.49-0-lts",
);
pub const RASPBIAN: Distro = plain(DEBIAN.os_release, "6.6.51+rpt-rpi-v8");
pub const SLES: Distro = plain(
    "NAME=\"SLES\"\nVERSION=\"15-SP5\"\nVERSION_ID=\"15.5\"\n\
     PRETTY_NAME=\"SUSE Linux Enterprise Server 15 SP5\"\nID=\"sles\"\nID_LIKE=\"suse\"\n",
    "5.14.21-150500.55.73-default",
);
pub const FLATCAR: Distro = Distro {
    os_release: "NAME=\"Flatcar Container Linux by Kinvolk\"\nID=flatcar\nID_LIKE=coreos\n\
                 VERSION=3975.2.1\nVERSION_ID=3975.2.1\n\
                 PRETTY_NAME=\"Flatcar Container Linux by Kinvolk 3975.2.1 (Oklo)\"\n",
    usr_lib: true,
    kernel: "6.6.48-flatcar",
    kernel_has_arch: false,
};
/// So old that there was no `os-release` yet.
pub const CENTOS6: Distro =
    Distro { os_release: "", usr_lib: false, kernel: "2.6.32-754.el6.", kernel_has_arch: true };
