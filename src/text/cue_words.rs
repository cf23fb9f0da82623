//! Words by which lines of a news page are known, in lower case unless a line must match as written.

/// Bylines without a name.
#[rustfmt::skip]
pub(super) const DESKS: &[&str] = &[
    "staff", "correspondent", "reporter", "agencies", "newsroom", "desk",
];

/// Openings of bylines, also at the end of a report.
#[rustfmt::skip]
pub(super) const CREDITED: &[&str] = &[
    "reporting by ", "additional reporting by ", "written by ", "words by ", "compiled by ", "story by ", "edited by ",
    "writing by ", "reported by ",
];

/// Openings of captions.
#[rustfmt::skip]
pub(super) const CAPTIONS: &[&str] = &[
    "Image:", "Photo:", "Picture:", "Pictured:", "Caption:", "Image caption", "FILE -", "FILE —", "FILE –",
    "FILE PHOTO:", "FILE PHOTO -", "File photo:", "FILE:", "Illustration:", "IMAGE:", "PHOTO:",
];

/// Words of lines that say when, beside months, days and numbers.
#[rustfmt::skip]
pub(super) const TIME_WORDS: &[&str] = &[
    "published", "updated", "posted", "modified", "last", "first", "edited", "on", "at", "today", "yesterday", "ago",
    "just", "now", "hour", "hours", "hr", "hrs", "minute", "minutes", "min", "mins", "second", "seconds", "day", "days",
    "week", "weeks", "month", "months", "year", "years", "read", "am", "pm", "a.m", "p.m", "date", "time", "an", "a",
    "one", "of", "and",
];

/// Headings of lists of links.
#[rustfmt::skip]
pub(super) const LIST_HEADS: &[&str] = &[
    "most read", "most popular", "most viewed", "trending", "trending now", "related articles", "related stories",
    "related topics", "related", "related content", "recommended", "recommended for you", "more on this story",
    "you may also like", "read next", "more from us", "top stories", "latest news",
];

/// Whole lines.
#[rustfmt::skip]
pub(super) const FURNITURE: &[&str] = &[
    "share", "share this", "share this article", "share this story", "share article", "share on", "advertisement",
    "advertising", "sponsored", "sponsored content", "ad", "read more", "read more:", "read also", "see more",
    "show more", "load more", "view more", "learn more", "copy link", "link copied", "copied", "copy url", "follow us",
    "follow", "subscribe", "subscribe now", "sign up", "sign in", "log in", "login", "register", "comments", "comment",
    "leave a comment", "post a comment", "view comments", "add a comment", "print", "print this", "save", "saved",
    "save article", "email", "e-mail", "email this", "facebook", "twitter", "x", "x (twitter)", "whatsapp", "telegram",
    "linkedin", "reddit", "instagram", "youtube", "tiktok", "threads", "bluesky", "pinterest", "messenger", "flipboard",
    "rss", "menu", "search", "close", "home", "skip to content", "skip to main content", "back to top", "listen",
    "listen to this article", "listen to article", "play video", "play", "watch video", "view gallery", "gallery",
    "loading", "accept", "accept all", "reject all", "newsletter", "newsletters",
];

/// Openings of short lines.
#[rustfmt::skip]
pub(super) const LABELS: &[&str] = &[
    "related:", "read more:", "read also:", "also read:", "read next:", "see also:", "more:", "watch:", "listen:",
    "read:", "also:", "don't miss:", "you may also like:", "sign up for our", "sign up to our", "sign up for the",
    "sign up here", "subscribe to our", "subscribe for", "follow us on", "follow us", "join our", "join us on",
    "share on", "share this", "share via", "click here", "download our", "download the app", "get our",
    "get the latest", "listen to this article", "advertisement", "tags:", "topics:", "filed under:", "most read in",
    "add us as", "add as a preferred source", "scroll to continue",
];

/// Openings of legal lines, which may be sentences.
#[rustfmt::skip]
pub(super) const NOTICES: &[&str] = &[
    "we use cookies", "this site uses cookies", "this website uses cookies", "our site uses cookies",
    "by continuing to", "by clicking", "copyright", "all rights reserved", "cookie policy", "privacy policy",
    "terms of use", "enable javascript", "please enable javascript", "this content is not available",
];
