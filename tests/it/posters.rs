//! What the packs must hold: pages, codes, the text of the articles.
