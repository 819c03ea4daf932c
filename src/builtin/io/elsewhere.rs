//! Files that are elsewhere, brought here to be read, or put there once they are written.

use std::fs::File;
use std::io::{self, Seek, SeekFrom, Write};
use std::os::fd::AsRawFd;
use std::sync::Arc;

use super::paths;
use super::source::{Input, no_room};
use crate::command::Checking;
use crate::diag::{Diagnostic, Result, codes};
use crate::effect::{Cancel, Elsewhere, Files, NewFile, Stores, Wanted, World, shown};
use crate::source::Span;

/// The most files that are brought here for one `open`: each is an open file of this process.
const MOST: usize = 400;

/// Whether `path` is an address, or begins like one; a file of this machine is none.
pub fn is_address(path: &str) -> bool {
    !matches!(Elsewhere::of(path), Ok(None))
}

/// The files that `address` stands for, brought here.
///
/// # Errors
/// They cannot be fetched, or there is no room for them.
pub fn inputs(address: &str, world: &World, cancel: &Cancel) -> Result<Vec<Input>> {
    Elsewhere::of(address)?;
    let found = world.stores.find(address, cancel)?;
    if found.len() > MOST {
        let message = format!("`{}` stands for {} objects", shown(address), found.len());
        let help =
            format!("name {MOST} at most, such as those of one folder: each is brought here");
        return Err(Diagnostic::error(codes::TOO_MUCH, message).help(help).into());
    }
    let scratch = || world.files.scratch().map_err(|error| no_room(&error));
    let kept = found.iter().map(|_| scratch()).collect::<Result<Vec<_>>>()?;
    let copy = |file: &File| file.try_clone().map_err(|error| no_room(&error));
    let into = kept.iter().map(copy).collect::<Result<Vec<_>>>()?;
    let wanted = found.iter().cloned().zip(into);
    let wanted = wanted.map(|(address, file)| Wanted { address, file, most: None });
    let fetched = world.stores.fetch(wanted.collect(), cancel)?;
    // What is before the first name with a pattern says nothing, as for folders of this machine.
    let end = address.find(['*', '?']).unwrap_or(address.len());
    let known = address.get(..end).and_then(|known| known.rfind('/')).map_or(0, |at| at + 1);
    let inputs = found.into_iter().zip(kept).zip(fetched).map(|((address, kept), fetched)| {
        let mut folders = address.get(known..).unwrap_or_default().split('/').collect::<Vec<_>>();
        folders.pop();
        let parts = folders.into_iter().filter_map(paths::part).collect();
        let place = format!("/dev/fd/{}", kept.as_raw_fd());
        let mut input = Input::elsewhere(&address);
        input.parts = parts;
        input.brought(place, kept, fetched.media_type.as_deref(), world.files.as_ref())
    });
    Ok(inputs.collect())
}

/// What is wrong with writing to the address `path`, as far as that is known without asking.
pub fn check(checking: &mut Checking<'_>, path: &str, span: Span) {
    match Elsewhere::of(path) {
        Ok(None) => {}
        Err(problem) => checking.problem(problem.at(span, "")),
        Ok(Some(Elsewhere::Web)) => {
            let message = "a web server gives files and takes none";
            let problem = Diagnostic::error(codes::BAD_ARGUMENT, message).at(span, "");
            checking.problem(problem.help("save it to a file, or to `s3://`, `gs://` or `az://`"));
        }
        Ok(Some(Elsewhere::Objects)) => {
            if let Some(append) = checking.args.first("append") {
                let message = "an object is written as a whole";
                let problem = Diagnostic::error(codes::BAD_ARGUMENT, message).at(append.span, "");
                checking.problem(problem.help("save the new rows under another name"));
            }
        }
    }
}

/// A new file at `path`, which may be an address.
///
/// # Errors
/// Whatever the system says.
pub fn create(path: &str, world: &World, cancel: &Cancel) -> io::Result<Box<dyn NewFile>> {
    if !is_address(path) {
        return world.files.create(std::path::Path::new(path));
    }
    let (stores, cancel, address) = (Arc::clone(&world.stores), cancel.clone(), path.to_owned());
    Ok(Box::new(Upload { file: world.files.scratch()?, address, stores, cancel }))
}

/// Whether something is at `path`, which may be an address.
///
/// # Errors
/// The store cannot be asked.
pub fn exists(path: &str, world: &World, cancel: &Cancel) -> Result<bool> {
    if is_address(path) {
        return world.stores.exists(path, cancel);
    }
    Ok(world.files.exists(std::path::Path::new(path)))
}

/// `path` as it is shown.
pub fn name(path: &str) -> String {
    if is_address(path) { shown(path) } else { path.to_owned() }
}

/// A file that is put elsewhere once it is whole.
struct Upload {
    file: File,
    address: String,
    stores: Arc<dyn Stores>,
    cancel: Cancel,
}

impl Write for Upload {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl NewFile for Upload {
    fn commit(mut self: Box<Self>) -> io::Result<()> {
        self.file.seek(SeekFrom::Start(0))?;
        let Self { file, address, stores, cancel } = *self;
        stores.put(&address, file, &cancel)
    }
}

/// Files of this machine alone are listed and added to.
pub fn is_folder(path: &str, files: &dyn Files) -> bool {
    !is_address(path) && files.list(std::path::Path::new(path)).is_ok()
}
