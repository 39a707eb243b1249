//! The few things asked of a built page's HTML, which is Trunk's own: lower-case names, attribute
//! values in double quotes, no script inside a comment.

/// A `<script>`: the text of its attributes, and its content.
pub(crate) struct Script<'a> {
    attributes: &'a str,
    content: &'a str,
}

impl<'a> Script<'a> {
    /// The file it loads.
    pub(crate) fn source(&self) -> Option<&'a str> {
        attribute(self.attributes, "src")
    }

    /// The code written in the page itself.
    pub(crate) fn inline(&self) -> Option<&'a str> {
        self.source().is_none().then_some(self.content)
    }
}

/// The scripts of a page, in order.
pub(crate) fn scripts(html: &str) -> impl Iterator<Item = Script<'_>> {
    html.split("<script").skip(1).filter_map(|rest| {
        let (attributes, rest) = rest.split_once('>')?;
        let (content, _) = rest.split_once("</script>")?;
        Some(Script { attributes, content })
    })
}

/// What a page's `<link>`s point at: `(rel, href)`, in order.
pub(crate) fn links(html: &str) -> impl Iterator<Item = (&str, &str)> {
    html.split("<link").skip(1).filter_map(|rest| {
        let (attributes, _) = rest.split_once('>')?;
        Some((attribute(attributes, "rel")?, attribute(attributes, "href")?))
    })
}

/// What a page's source tells Trunk to pass to `wasm-opt`.
pub(crate) fn wasm_opt_parameters(html: &str) -> Option<&str> {
    attribute(html, "data-wasm-opt-params")
}

fn attribute<'a>(attributes: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = attributes.split_once(&format!(" {name}=\""))?;
    let (value, _) = rest.split_once('"')?;
    Some(value)
}

#[cfg(test)]
mod tests;
