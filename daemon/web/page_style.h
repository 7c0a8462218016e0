#pragma once

#include <string>
#include <string_view>

namespace sitewatch::web {

/// The one style sheet of all pages, put inside each.
std::string_view page_style();
/// The part of it that forms and receipts need.
std::string_view form_style();
/// "sha256-…" as a content security policy names it.
const std::string& page_style_hash();

}  // namespace sitewatch::web
