"""Draw a `Layout` with Pillow: no browser, anti-aliased, the same bytes every time."""

from __future__ import annotations

from functools import cache
from io import BytesIO

from PIL import Image, ImageColor, ImageDraw

from orchestration.demo.fonts import font
from orchestration.demo.layout import Box, Curve, Label, Layout, Panel

SMOOTHING = 4  # curves and corners are drawn this many times larger, then averaged down
SHADES = 6  # steps from a text colour to the ground it stands on


def png(layout: Layout) -> bytes:
    """The whole page as a PNG: 1 px of the picture is 1 CSS px at the band's width."""
    image = Image.new("RGB", (layout.band.width, layout.height), layout.background)
    draw = ImageDraw.Draw(image)
    for mark in layout.marks:
        match mark:
            case Panel():
                _panel(image, mark)
            case Label():
                draw.text(
                    (round(mark.x), round(mark.y)),
                    mark.text,
                    fill=mark.colour,
                    font=font(mark.size, mark.is_bold),
                    anchor=mark.anchor,
                )
            case Curve():
                _curve(image, mark)
    small = image.quantize(palette=_palette(layout), dither=Image.Dither.NONE)
    data = BytesIO()
    small.save(data, "PNG", optimize=False, compress_level=6)
    return data.getvalue()


def _palette(layout: Layout) -> Image.Image:
    """The layout's own colours, exactly, and the shades at the edges of its text.

    Known colours beat a computed palette: ten times faster, and a near-white card stays apart
    from its near-white page. Pillow looks colours up by box of 8 levels, so one is kept per box.
    """
    flat, text = {layout.background, "#ffffff"}, set()
    for mark in layout.marks:
        match mark:
            case Panel():
                flat |= {mark.fill, mark.outline}
            case Label():
                text.add(mark.colour)
            case Curve():
                flat |= {mark.colour, mark.fill}
    grounds = [ImageColor.getrgb(colour) for colour in (layout.background, "#ffffff")]
    colours: list[tuple[int, ...]] = [
        ImageColor.getrgb(colour) for colour in sorted((flat | text) - {""})
    ]
    colours += [
        tuple((a * part + b * (SHADES - part)) // SHADES for a, b in zip(ink, ground, strict=True))
        for ink in [ImageColor.getrgb(colour) for colour in sorted(text)]
        for ground in grounds
        for part in range(1, SHADES)
    ]
    boxes: dict[tuple[int, ...], tuple[int, ...]] = {}
    for colour in colours:
        boxes.setdefault(tuple(level >> 3 for level in colour), colour)
    levels = [level for colour in list(boxes.values())[:256] for level in colour]
    palette = Image.new("P", (1, 1))
    palette.putpalette(levels)
    return palette


def _panel(image: Image.Image, panel: Panel) -> None:
    if panel.outline:
        _rounded(image, panel.box, panel.outline, panel.radius)
        inner = panel.fill or image.getpixel(_corner(panel.box.inset(2)))
        _rounded(image, panel.box.inset(1), inner, panel.radius - 1)
    elif panel.fill:
        _rounded(image, panel.box, panel.fill, panel.radius)


def _corner(box: Box) -> tuple[int, int]:
    return round(box.x), round(box.middle[1])


def _rounded(
    image: Image.Image, box: Box, colour: str | float | tuple[int, ...] | None, radius: float
) -> None:
    left, top, right, bottom = (round(v) for v in (box.x, box.y, box.right, box.bottom))
    if right <= left or bottom <= top:
        return
    if radius <= 0:
        image.paste(colour, (left, top, right, bottom))  # type: ignore[arg-type]
        return
    mask = _rounded_mask(right - left, bottom - top, round(radius))
    image.paste(colour, (left, top, right, bottom), mask)  # type: ignore[arg-type]


@cache
def _rounded_mask(width: int, height: int, radius: int) -> Image.Image:
    """Opacity of a rectangle with round corners, anti-aliased; (height, width), 0..255."""
    radius = min(radius, width // 2, height // 2)
    mask = Image.new("L", (width, height), 255)
    if radius == 0:
        return mask
    disc = Image.new("L", (2 * radius * SMOOTHING,) * 2, 0)
    ImageDraw.Draw(disc).ellipse((0, 0, *(side - 1 for side in disc.size)), fill=255)
    disc = disc.reduce(SMOOTHING)
    for x, left in ((0, 0), (width - radius, radius)):
        for y, top in ((0, 0), (height - radius, radius)):
            mask.paste(disc.crop((left, top, left + radius, top + radius)), (x, y))
    return mask


def _curve(image: Image.Image, curve: Curve) -> None:
    xs, ys = zip(*curve.points, strict=True)
    left, top = int(min(xs)) - 4, int(min(ys)) - 4
    size = (int(max(xs)) + 5 - left, int(max(curve.baseline, *ys)) + 5 - top)
    points = [((x - left) * SMOOTHING, (y - top) * SMOOTHING) for x, y in curve.points]
    for colour, shape in ((curve.fill, "area"), (curve.colour, "line")):
        if not colour:
            continue
        mask = Image.new("L", (size[0] * SMOOTHING, size[1] * SMOOTHING), 0)
        draw = ImageDraw.Draw(mask)
        if shape == "area":
            base = (curve.baseline - top) * SMOOTHING
            draw.polygon([(points[0][0], base), *points, (points[-1][0], base)], fill=255)
        else:
            draw.line(points, fill=255, width=round(curve.width * SMOOTHING), joint="curve")
        image.paste(colour, (left, top), mask.reduce(SMOOTHING))
