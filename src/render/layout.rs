//! How wide each column of a table may be. Numbers in, numbers out.

/// What one column asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Wish {
    /// The width at which nothing of it is cut.
    pub natural: usize,
    /// The width below which it is of no use; at most `natural`.
    pub least: usize,
}

/// The widths of the columns that fit, and how many at the end do not.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Fit {
    pub widths: Vec<usize>,
    pub dropped: usize,
}

/// Columns taken by borders: `│ a │ b │`, three a column and one at the end.
const BORDER: usize = 3;

/// Fit `wishes` into `width` columns of a terminal. Widest columns give way first. When even the
/// least widths are too much, columns at the end are dropped, and room is kept for one that says
/// `…`.
pub(super) fn fit(wishes: &[Wish], width: usize) -> Fit {
    let room = width.saturating_sub(1 + BORDER * wishes.len());
    let least = wishes.iter().map(|wish| wish.least).sum::<usize>();
    let fits = width > BORDER * wishes.len() && least <= room;
    if fits {
        return Fit { widths: share(wishes, room), dropped: 0 };
    }
    let room = width.saturating_sub(1 + BORDER + 1);
    let mut used = 0;
    let kept = wishes
        .iter()
        .take_while(|wish| {
            used += wish.least + BORDER;
            used <= room
        })
        .count()
        // One column stays whatever it takes; it is cut.
        .max(usize::from(!wishes.is_empty()));
    let dropped = wishes.len() - kept;
    let wishes = wishes.get(..kept).unwrap_or_default();
    let room = width.saturating_sub(1 + if dropped > 0 { BORDER + 1 } else { 0 } + BORDER * kept);
    match wishes {
        [only] if only.least > room => Fit { widths: vec![room.max(1)], dropped },
        wishes => Fit { widths: share(wishes, room), dropped },
    }
}

/// Share `room` out: every column gets what it wishes up to one common bound, the highest that
/// fits, and its least width in any case.
fn share(wishes: &[Wish], room: usize) -> Vec<usize> {
    let at = |bound: usize| wishes.iter().map(move |wish| wish.natural.min(bound).max(wish.least));
    let most = wishes.iter().map(|wish| wish.natural).max().unwrap_or(0);
    let (mut low, mut high) = (0, most);
    while low < high {
        let middle = low + (high - low).div_ceil(2);
        if at(middle).sum::<usize>() <= room { low = middle } else { high = middle - 1 }
    }
    let mut widths = at(low).collect::<Vec<_>>();
    // What the common bound leaves over goes to the first columns that are still cut.
    let mut left = room.saturating_sub(widths.iter().sum());
    for (width, wish) in widths.iter_mut().zip(wishes) {
        if left > 0 && *width < wish.natural {
            *width += 1;
            left -= 1;
        }
    }
    widths
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wish(natural: usize, least: usize) -> Wish {
        Wish { natural, least }
    }

    #[test]
    fn wide_columns_give_way_and_numbers_stay() {
        let wishes = [wish(5, 5), wish(300, 8), wish(40, 8)];
        assert_eq!(fit(&wishes, 400), Fit { widths: vec![5, 300, 40], dropped: 0 });
        assert_eq!(fit(&wishes, 100), Fit { widths: vec![5, 45, 40], dropped: 0 });
        assert_eq!(fit(&wishes, 60), Fit { widths: vec![5, 23, 22], dropped: 0 });
    }

    #[test]
    fn columns_that_do_not_fit_are_dropped_from_the_end() {
        let wishes = [wish(10, 10); 5];
        assert_eq!(fit(&wishes, 40), Fit { widths: vec![10, 10], dropped: 3 });
        assert_eq!(fit(&wishes, 12), Fit { widths: vec![4], dropped: 4 });
        assert_eq!(fit(&[wish(30, 30)], 20), Fit { widths: vec![16], dropped: 0 });
        assert_eq!(fit(&[], 20), Fit { widths: vec![], dropped: 0 });
    }
}
