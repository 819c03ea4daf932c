//! What plots are drawn, whatever is in the rows.

use proptest::prelude::*;

use super::axis::{Axis, Kind};
use super::picture::Picture;
use super::points::{Series, apart, thinned};
use super::{Bar, Bin, Marks, Plot, drawn};

type Points = Vec<Option<(f64, f64)>>;

fn plot(points: Points, marks: impl Fn(Vec<Series>) -> Marks) -> Plot {
    let places = points.iter().flatten().copied().collect::<Vec<_>>();
    let x = Axis::new("x", Kind::Number, places.iter().map(|(x, _)| *x), 5);
    let y = Axis::new("y", Kind::Number, places.iter().map(|(_, y)| *y), 5);
    let series = ["a", "b"].map(|name| Series { name: name.to_owned(), points: points.clone() });
    Plot { title: "t".to_owned(), x, y, marks: marks(series.into()) }
}

fn any_number() -> impl Strategy<Value = f64> {
    prop_oneof![
        -10.0..10.0,
        Just(0.0),
        Just(1e300),
        Just(f64::MAX),
        Just(f64::MIN),
        Just(f64::MIN_POSITIVE),
        Just(1e-310),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn any_points_can_be_drawn(
        points in prop::collection::vec(prop::option::of((any_number(), any_number())), 0..40),
        width in 20_usize..120,
        height in 5_usize..40,
    ) {
        for marks in [Marks::Lines as fn(_) -> _, Marks::Points] {
            let plot = plot(points.clone(), marks);
            let text = drawn::text(&plot, width, height);
            prop_assert_eq!(text.lines().count(), height + 2);
            prop_assert!(text.lines().all(|line| line.chars().count() <= width.max(6)), "{}", text);
            let svg = Picture { width: width + 80, height: height + 95 }.svg(&plot).unwrap();
            prop_assert!(svg.trim_end().ends_with("</svg>"));
        }
        let values = points.iter().flatten().map(|(value, _)| *value);
        let x = Axis::new("n", Kind::Filesize, values.clone().chain([0.0]), 4);
        let y = Axis::new("of", Kind::Number, std::iter::empty(), 1);
        let bars = values.map(|value| Bar { label: "é<&>\n\u{1b}".to_owned(), value });
        let plot = Plot { title: "t".to_owned(), x, y, marks: Marks::Bars(bars.collect()) };
        let text = drawn::text(&plot, width, height);
        let is_safe = |text: &str| !text.contains('\u{1b}');
        prop_assert!(is_safe(&text));
        let svg = Picture { width: width + 80, height: height + 95 }.svg(&plot).unwrap();
        prop_assert!(!svg.contains("<&>") && is_safe(&svg), "{}", svg);
    }

    #[test]
    fn what_is_left_away_is_not_seen(
        places in prop::collection::vec(-100.0..100.0_f64, 2..400),
        columns in 4_usize..40,
    ) {
        let points = places.iter().zip(0..).map(|(y, x)| Some((f64::from(x), *y))).collect::<Vec<_>>();
        let numbers = || (0..).map(f64::from).take(points.len());
        let x = Axis::new("x", Kind::Number, numbers(), 5);
        let y = Axis::new("y", Kind::Number, places.iter().copied(), 5);
        let kept = thinned(&points, &x, columns);
        prop_assert!(kept.len() <= points.len().max(columns * 4 + 4));
        let ends = |of: &[Option<(f64, f64)>]| {
            let ys = || of.iter().flatten().map(|(_, y)| *y);
            (ys().fold(f64::MAX, f64::min), ys().fold(f64::MIN, f64::max), of.first().copied(), of.last().copied())
        };
        prop_assert_eq!(ends(&kept), ends(&points));
        let apart = apart(&points, (&x, &y), (columns, columns));
        prop_assert!(apart.len() <= (columns + 1) * (columns + 1));
    }
}

#[test]
fn pictures_have_the_size_that_is_asked_for() {
    let plot = plot(vec![Some((0.0, 0.0)), None, Some((1.0, 1.0)), Some((2.0, 0.0))], Marks::Lines);
    let png = Picture { width: 321, height: 123 }.png(&plot).unwrap();
    let reader = png::Decoder::new(std::io::Cursor::new(&png)).read_info().unwrap();
    assert_eq!((reader.info().width, reader.info().height), (321, 123));
    let svg = Picture { width: 321, height: 123 }.svg(&plot).unwrap();
    assert!(svg.contains("width=\"321\" height=\"123\""), "{svg}");
}

#[test]
fn parts_of_a_range_are_drawn_beside_each_other() {
    let bins = [(0.0, 1.0, 3), (1.0, 2.0, 0), (2.0, 3.0, 1)];
    let bins = bins.map(|(from, to, count)| Bin { from, to, count });
    let x = Axis::new("x", Kind::Number, [0.0, 3.0].into_iter(), 3);
    let y = Axis::new("count", Kind::Number, [0.0, 3.0].into_iter(), 3);
    let plot = Plot { title: "x".to_owned(), x, y, marks: Marks::Bins(bins.into()) };
    let text = drawn::text(&plot, 40, 10);
    assert!(text.contains("0 to 1 ") && text.contains("1 to 2 "), "{text}");
    let svg = Picture { width: 400, height: 300 }.svg(&plot).unwrap();
    assert!(svg.matches("<rect").count() >= 3, "{svg}");
}
