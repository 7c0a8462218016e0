#pragma once

#include <string>
#include <string_view>

#include "text/catalogue.h"

namespace sitewatch::alert {

/// Adds what mails about a site's content say beyond the facts they were raised with: the rule in words, the days left,
/// how many columns and of which kind. `facts` hold the site's `url` already; where a hijack is suspected it is taken
/// out, with every other link, and `url_plain` stands for it.
void add_content(Facts& facts, AlertName alert, const Catalogue& catalogue);

/// An address to be read and not to be followed: the last dot of its host is written `[.]`; without one, the colon
/// `[:]`.
std::string plain_address(std::string_view url);

}  // namespace sitewatch::alert
