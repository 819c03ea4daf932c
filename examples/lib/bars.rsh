# Numbers as bars of text, for scripts that `use` it.

# How long the bar is that stands for all.
export const WIDTH = 20

# A bar for a share from 0 to 1, such as `#####...............`.
export def bar [share: float]: string {
  let full = $share * $WIDTH | math round
  "" | str pad-right $full "#" | str pad-right $WIDTH "."
}
