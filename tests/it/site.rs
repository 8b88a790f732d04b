//! What the site must hold: URLs, figures, links, feeds.
