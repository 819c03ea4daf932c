//! The commands that come with rebe, one a file, in folders by kind.

mod convert;
mod data;
mod date;
mod fleet;
mod given;
mod io;
mod lang;
mod math;
mod path;
mod plot;
mod record;
mod table;
mod text;
mod url;

use crate::command::{Command, Registry};

pub use fleet::plugged::{PluggedProbe, discover as discover_by, is_probe};
pub use lang::codes::{find as find_code, record as code_record};
pub use lang::described::record as command_record;
pub use lang::help::for_name as help_page;
pub use lang::plan::branches as plan_branches;

/// All of them, sorted by name.
pub const ALL: &[&Command] = &[
    &lang::all::COMMAND,
    &lang::any::COMMAND,
    &table::append::COMMAND,
    &table::bin_by::COMMAND,
    &table::cast::COMMAND,
    &table::chunks::COMMAND,
    &table::names::COMMAND,
    &table::compact::COMMAND,
    &table::compare::COMMAND,
    &lang::complete::COMMAND,
    &date::now::COMMAND,
    &convert::decode_base64::COMMAND,
    &convert::decode_hex::COMMAND,
    &convert::decode_utf8::COMMAND,
    &table::default::COMMAND,
    &convert::describe::COMMAND,
    &fleet::discover::COMMAND,
    &lang::do_::COMMAND,
    &fleet::download::COMMAND,
    &table::draw_bars::COMMAND,
    &table::drop::COMMAND,
    &lang::each::COMMAND,
    &convert::encode_base64::COMMAND,
    &convert::encode_hex::COMMAND,
    &table::enumerate::COMMAND,
    &lang::error::COMMAND,
    &table::every::COMMAND,
    &lang::explain::COMMAND,
    &table::explode::COMMAND,
    &lang::explore::COMMAND,
    &table::fill::COMMAND,
    &lang::filter::COMMAND,
    &table::find::COMMAND,
    &table::first::COMMAND,
    &table::flatten::COMMAND,
    &fleet::status::COMMAND,
    &date::format::COMMAND,
    &convert::format_duration::COMMAND,
    &convert::format_filesize::COMMAND,
    &data::from_clf::COMMAND,
    &data::from_csv::COMMAND,
    &data::from_fixed::COMMAND,
    &data::from_ini::COMMAND,
    &data::from_json::COMMAND,
    &data::from_logfmt::COMMAND,
    &data::from_msgpack::COMMAND,
    &data::from_ndjson::COMMAND,
    &data::from_nuon::COMMAND,
    &data::from_syslog::COMMAND,
    &data::from_toml::COMMAND,
    &data::from_tsv::COMMAND,
    &data::from_xml::COMMAND,
    &data::from_yaml::COMMAND,
    &table::get::COMMAND,
    &table::group_by::COMMAND,
    &convert::hash_sha256::COMMAND,
    &convert::hash_sha512::COMMAND,
    &lang::help::COMMAND,
    &table::histogram::COMMAND,
    &fleet::hosts::COMMAND,
    &lang::ignore::COMMAND,
    &table::insert::COMMAND,
    &convert::into_binary::COMMAND,
    &convert::into_bool::COMMAND,
    &convert::into_datetime::COMMAND,
    &convert::into_duration::COMMAND,
    &convert::into_filesize::COMMAND,
    &convert::into_float::COMMAND,
    &convert::into_int::COMMAND,
    &fleet::into_outcomes::COMMAND,
    &date::record::COMMAND,
    &convert::into_string::COMMAND,
    &table::is_empty::COMMAND,
    &table::is_not_empty::COMMAND,
    &table::join::COMMAND,
    &table::join_asof::COMMAND,
    &table::last::COMMAND,
    &table::length::COMMAND,
    &text::lines::COMMAND,
    &math::abs::COMMAND,
    &math::ceil::COMMAND,
    &math::exp::COMMAND,
    &math::floor::COMMAND,
    &math::ln::COMMAND,
    &math::log::COMMAND,
    &math::max::COMMAND,
    &math::mean::COMMAND,
    &math::median::COMMAND,
    &math::min::COMMAND,
    &math::product::COMMAND,
    &math::round::COMMAND,
    &math::sqrt::COMMAND,
    &math::stddev::COMMAND,
    &math::sum::COMMAND,
    &record::merge::COMMAND,
    &table::arrange::COMMAND,
    &io::open::COMMAND,
    &fleet::outcomes::COMMAND,
    &lang::par_each::COMMAND,
    &text::parse::COMMAND,
    &path::basename::COMMAND,
    &path::dirname::COMMAND,
    &path::extension::COMMAND,
    &path::join::COMMAND,
    &table::pivot::COMMAND,
    &plot::bar::COMMAND,
    &plot::histogram::COMMAND,
    &plot::line::COMMAND,
    &plot::scatter::COMMAND,
    &table::prepend::COMMAND,
    &lang::print::COMMAND,
    &table::profile::COMMAND,
    &lang::reduce::COMMAND,
    &table::reject::COMMAND,
    &table::rename::COMMAND,
    &fleet::require::COMMAND,
    &table::reverse::COMMAND,
    &table::rolling_window::COMMAND,
    &fleet::run::COMMAND,
    &table::sample::COMMAND,
    &io::save::COMMAND,
    &fleet::script::COMMAND,
    &table::select::COMMAND,
    &table::skip::COMMAND,
    &lang::skip_while::COMMAND,
    &lang::sleep::COMMAND,
    &table::sort::COMMAND,
    &table::sort_by::COMMAND,
    &math::sparkline::COMMAND,
    &text::split_chars::COMMAND,
    &text::split_column::COMMAND,
    &text::split_row::COMMAND,
    &text::split_words::COMMAND,
    &text::capitalize::COMMAND,
    &text::contains::COMMAND,
    &text::downcase::COMMAND,
    &text::ends_with::COMMAND,
    &text::index_of::COMMAND,
    &text::join::COMMAND,
    &text::length::COMMAND,
    &text::pad_left::COMMAND,
    &text::pad_right::COMMAND,
    &text::replace::COMMAND,
    &text::reverse::COMMAND,
    &text::starts_with::COMMAND,
    &text::substring::COMMAND,
    &text::trim::COMMAND,
    &text::upcase::COMMAND,
    &lang::take_while::COMMAND,
    &data::to_csv::COMMAND,
    &data::to_html::COMMAND,
    &data::to_json::COMMAND,
    &data::to_md::COMMAND,
    &data::to_msgpack::COMMAND,
    &data::to_ndjson::COMMAND,
    &data::to_nuon::COMMAND,
    &data::to_text::COMMAND,
    &data::to_toml::COMMAND,
    &data::to_tsv::COMMAND,
    &data::to_yaml::COMMAND,
    &record::transpose::COMMAND,
    &table::uniq::COMMAND,
    &table::uniq_by::COMMAND,
    &table::unpivot::COMMAND,
    &table::update::COMMAND,
    &fleet::upload::COMMAND,
    &table::upsert::COMMAND,
    &url::decode::COMMAND,
    &url::encode::COMMAND,
    &url::join::COMMAND,
    &url::parse::COMMAND,
    &record::values::COMMAND,
    &fleet::wait_for::COMMAND,
    &table::r#where::COMMAND,
    &table::window::COMMAND,
    &table::wrap::COMMAND,
    &table::zip::COMMAND,
];

/// The registry of all of them.
pub const REGISTRY: Registry = Registry::new(ALL);

#[cfg(test)]
mod tests {
    use super::ALL;

    #[test]
    fn sorted_by_name() {
        let names = ALL.iter().map(|command| command.signature.name).collect::<Vec<_>>();
        assert!(names.windows(2).all(|pair| pair[0] < pair[1]), "{names:?}");
    }

    #[test]
    fn flags_are_sorted_and_everything_is_said() {
        for command in ALL {
            let signature = &command.signature;
            let names = signature.flags.iter().map(|flag| flag.name).collect::<Vec<_>>();
            assert!(names.windows(2).all(|pair| pair[0] < pair[1]), "{}", signature.name);
            assert!(!signature.summary.is_empty(), "{}", signature.name);
            assert!(!signature.examples.is_empty(), "{} has no example", signature.name);
        }
    }
}
