//! Which files of a host are meant.

use std::collections::VecDeque;

use super::session::{About, Sftp};
use super::{Trouble, lies, refused};
use crate::effect::wildcard_matches;

/// The most names, and folders in folders, of one host.
const MOST_NAMES: usize = 100_000;
const DEEPEST: usize = 100;

/// A file of a host.
pub(super) struct Found {
    /// Its path there.
    pub(super) path: String,
    /// The path that it gets here, below the folder of the host: no part of it is `..`.
    pub(super) name: String,
    /// What the host says of it, or why it cannot be carried.
    pub(super) about: Result<About, Trouble>,
}

/// What is carried.
#[derive(Default)]
pub(super) struct Tree {
    /// Folders, each after the one that it is in, by the path that they get here.
    pub(super) folders: Vec<String>,
    /// Files.
    pub(super) files: Vec<Found>,
}

/// The files that `place` names. `*` and `?` may stand in its last part. With `recursive`, folders
/// are carried with all that is in them; links to folders are not followed, for they may lead in a
/// circle.
pub(super) async fn chosen(sftp: &Sftp, place: &str, recursive: bool) -> Result<Tree, Trouble> {
    let place = if recursive { place.trim_end_matches('/') } else { place };
    let (above, last) = match place.rsplit_once('/') {
        Some((above, last)) => (format!("{above}/"), last),
        None => (String::new(), place),
    };
    if !last.contains(['*', '?']) {
        return match sftp.about(place).await? {
            Some(about) if about.is_folder && recursive => whole(sftp, place, last).await,
            about => Ok(Tree { files: vec![plain(place, last, about)], ..Tree::default() }),
        };
    }
    let folder = if above.is_empty() { "." } else { &above };
    let mut tree = Tree::default();
    for (name, _) in sftp.names(folder).await? {
        // As a shell does it, what is hidden has to be named.
        let is_hidden = name.starts_with('.') && !last.starts_with('.');
        if !wildcard_matches(last, &name) || is_hidden {
            continue;
        }
        let path = format!("{above}{name}");
        match sftp.about(&path).await? {
            Some(about) if about.is_folder && recursive => {
                let below = whole(sftp, &path, &name).await?;
                tree.folders.extend(below.folders);
                tree.files.extend(below.files);
            }
            Some(about) if about.is_file => tree.files.push(plain(&path, &name, Some(about))),
            // Links that lead nowhere, folders and devices are no files.
            _ => {}
        }
        if tree.files.len() > MOST_NAMES {
            return Err(too_many(place));
        }
    }
    if tree.files.is_empty() && tree.folders.is_empty() {
        return Err(refused(format!("no file of the host matches `{place}`")));
    }
    Ok(tree)
}

/// A path that was named, and is a file if it can be carried.
fn plain(path: &str, name: &str, about: Option<About>) -> Found {
    let about = match about {
        Some(about) if about.is_folder => Err(refused(format!(
            "`{path}` of the host is a folder; name files, as in `{}/*`, or say `--recursive`",
            path.trim_end_matches('/')
        ))),
        Some(about) if !about.is_file => {
            Err(refused(format!("`{path}` of the host is no plain file")))
        }
        Some(about) => Ok(about),
        None => Err(refused(format!("the host has no `{path}`"))),
    };
    Found { path: path.to_owned(), name: name.to_owned(), about }
}

/// The folder at `place`, called `name`, and all that is in it.
async fn whole(sftp: &Sftp, place: &str, name: &str) -> Result<Tree, Trouble> {
    let mut tree = Tree::default();
    let mut left = VecDeque::from([(place.to_owned(), name.to_owned(), 0)]);
    while let Some((folder, name, depth)) = left.pop_front() {
        if depth > DEEPEST {
            return Err(lies(format!("`{place}` has folders more than {DEEPEST} deep")));
        }
        for (entry, passing) in sftp.names(&folder).await? {
            let (path, name) = (format!("{folder}/{entry}"), format!("{name}/{entry}"));
            let about = match passing {
                passing if passing.is_file || passing.is_folder => Some(passing),
                // What a link leads to, and what the host did not tell in passing.
                _ => sftp.about(&path).await?,
            };
            match about {
                Some(about) if about.is_folder && !passing.is_link => {
                    left.push_back((path, name, depth + 1));
                }
                about => tree.files.push(linked(&path, &name, passing, about)),
            }
            if tree.files.len() + left.len() + tree.folders.len() > MOST_NAMES {
                return Err(too_many(place));
            }
        }
        tree.folders.push(name);
    }
    Ok(tree)
}

/// As [`plain`], for what was found in a folder.
fn linked(path: &str, name: &str, passing: About, about: Option<About>) -> Found {
    match about {
        Some(about) if about.is_folder => {
            let why = "a link to a folder, which is not followed; name the folder itself";
            let about = Err(refused(format!("`{path}` of the host is {why}")));
            Found { path: path.to_owned(), name: name.to_owned(), about }
        }
        None if passing.is_link => {
            let about = Err(refused(format!("`{path}` of the host is a link that leads nowhere")));
            Found { path: path.to_owned(), name: name.to_owned(), about }
        }
        about => plain(path, name, about),
    }
}

fn too_many(path: &str) -> Trouble {
    lies(format!("`{path}` has more than {MOST_NAMES} names"))
}
