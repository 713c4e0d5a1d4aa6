//! What publishers say of the faults that an update mends.

use crate::{dictionary, words};

words! {
    /// How grave the faults are.
    pub enum Severity {
        /// The publisher does not say.
        Unknown = "unknown",
        /// Low.
        Low = "low",
        /// Moderate.
        Moderate = "moderate",
        /// Important.
        Important = "important",
        /// Critical.
        Critical = "critical",
    }
}

words! {
    /// What an advisory is about.
    pub enum AdvisoryKind {
        /// Something else, or unknown.
        Unknown = "unknown",
        /// Security.
        Security = "security",
        /// Mended faults.
        Bugfix = "bugfix",
        /// New functions.
        Enhancement = "enhancement",
    }
}

dictionary! {
    /// An advisory on packages that an update changes.
    pub struct Advisory: "Advisory" {
        /// Its id, as the publisher gives it.
        "id" id: String,
        /// What it is about.
        "kind" kind: AdvisoryKind,
        /// How grave it is.
        "severity" severity: Severity,
        /// The packages, with version and architecture.
        "packages" packages: Vec<String>,
        /// The vulnerabilities and their links.
        "references" references: Vec<Reference>,
    }
}

dictionary! {
    /// A link of an advisory.
    pub struct Reference: "Reference" {
        /// Where it leads: an `https` or `http` address.
        "url" url: String,
        /// What it is, as the publisher says it: most often a CVE number and a sentence.
        "title" title: String,
    }
}
