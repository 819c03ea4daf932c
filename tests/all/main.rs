//! The one integration binary: what only shows when the parts meet the world.
#![expect(clippy::disallowed_methods, reason = "tests set the world up themselves")]
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests fail like tests")]
#![expect(clippy::panic, clippy::indexing_slicing, reason = "a panic is how a test fails")]

mod any_plan;
mod broken;
mod check;
mod codes;
mod demo_outcomes;
mod elsewhere;
mod explain;
mod explore;
mod fleet_auth;
mod fleet_faults;
mod fleet_hostile;
mod fleet_life;
mod fleet_local;
mod fleet_password;
mod fleet_rig;
mod fleet_rig_carried;
mod fleet_rig_disks;
mod fleet_rig_floods;
mod fleet_rig_kills;
mod fleet_rig_links;
mod fleet_rig_losses;
mod fleet_rig_reuse;
mod fleet_rig_shells;
mod fleet_rig_slow;
mod fleet_routes;
mod fleet_script;
mod fleet_sshd;
mod fleet_stream;
mod fleet_sudo;
mod fleet_transfer;
mod fleet_transfer_care;
mod fleet_trust;
mod fleet_wait;
mod hostile_plugins;
mod lsp;
mod lsp_edit;
mod lsp_protocol;
mod mutations;
mod nushell;
mod optimised_fleet;
mod optimiser;
mod paths;
mod plugin_index;
mod plugin_languages;
mod plugin_samples;
mod plugin_services;
mod plugin_shelf;
mod plugin_sources;
mod plugins;
mod processes;
mod program_start;
mod repl;
mod startup;
mod suite;
mod support;
mod tables;
mod testing;
mod types;
mod words;

/// A file that no `mod` line names would never run.
#[test]
fn every_file_is_named_here() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/all");
    let main = std::fs::read_to_string(folder.join("main.rs")).unwrap();
    for entry in std::fs::read_dir(folder).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let Some(module) = name.strip_suffix(".rs") else { continue };
        let line = format!("mod {module};");
        assert!(module == "main" || main.contains(&line), "main.rs lacks `{line}`");
    }
}
