//! The services of the shell, and in their place those of a test where there is no shell.

#[cfg(target_arch = "wasm32")]
pub(super) use there::*;

#[cfg(not(target_arch = "wasm32"))]
pub(super) use crate::testing::outside::*;

#[cfg(target_arch = "wasm32")]
mod there {
    use crate::bindings::services as wit;
    use crate::services::{Answer, Command, Ended, Entry, File, Level, Request, Response};

    pub fn write(level: Level, message: &str) {
        wit::log::write(level, message);
    }

    pub fn report(done: u64, total: Option<u64>) {
        wit::progress::report(done, total);
    }

    pub fn config(key: &str) -> Option<String> {
        wit::config::get(key)
    }

    pub fn secret(name: &str) -> Answer<String> {
        wit::secrets::get(name)
    }

    pub fn kept(key: &str) -> Answer<Option<Vec<u8>>> {
        wit::cache::get(key)
    }

    pub fn keep(key: &str, value: &[u8], seconds: u32) -> Answer<()> {
        wit::cache::set(key, value, seconds)
    }

    pub fn send(request: &Request) -> Answer<Response> {
        wit::network::send(request)
    }

    pub fn send_all(requests: &[Request]) -> Vec<Answer<Response>> {
        wit::network::send_all(requests)
    }

    pub fn read(path: &str) -> Answer<Vec<u8>> {
        wit::read_files::read(path)
    }

    pub fn read_part(path: &str, offset: u64, length: u32) -> Answer<Vec<u8>> {
        wit::read_files::read_part(path, offset, length)
    }

    pub fn list(path: &str) -> Answer<Vec<Entry>> {
        wit::read_files::list(path)
    }

    pub fn write_file(path: &str, content: &[u8]) -> Answer<()> {
        wit::write_files::write(path, content)
    }

    pub fn read_of_hosts(files: &[File]) -> Vec<Answer<Vec<u8>>> {
        wit::query_hosts::read(files)
    }

    pub fn run_on_hosts(commands: &[Command]) -> Vec<Answer<Ended>> {
        wit::run_on_hosts::run(commands)
    }

    pub fn fail_host(host: &str, message: &str) {
        wit::outcomes::fail(host, message);
    }
}
