//! Files that are the user's alone.

use std::io;
use std::path::Path;

use crate::diag::{Diagnostic, Result, codes};
use crate::effect::World;
use crate::plugin::plain;

/// Write `content` to `path`, all or nothing, in folders that are made where they are missing.
///
/// # Errors
/// The system does not let it be done.
pub fn write(world: &World, path: &Path, content: &[u8]) -> Result<()> {
    let folder = path.parent().unwrap_or(path);
    let written = world.files.make_private_folders(folder).and_then(|()| {
        let mut file = world.files.create(path)?;
        file.write_all(content)?;
        file.set_mode(0o600)?;
        file.commit()
    });
    written.map_err(|error| unwritable(path, &error).into())
}

/// What is wrong where `path` cannot be written, or taken away.
pub fn unwritable(path: &Path, error: &io::Error) -> Diagnostic {
    let why = plain(&error.to_string(), 300);
    Diagnostic::error(codes::FILE_ACCESS, format!("{} cannot be written: {why}", path.display()))
}
