#include <algorithm>

#include "config/keys.h"
#include "config/parts.h"
#include "config/store.h"
#include "config/values.h"

namespace sitewatch {
namespace {

Result<TokenRole> role_named(std::string_view value) {
  if (value == "office") return TokenRole::office;
  if (value == "sponsor") return TokenRole::sponsor;
  return failure("office or sponsor");
}

}  // namespace

void read_tokens(const Section& root, Config& config) {
  const SponsorIndex sponsors{config.sponsors};
  for (const Section& section : root.maps("tokens", keys_under("tokens[]"))) {
    TokenConfig token;
    section.read("name", token.name, values::id);
    section.read("role", token.role, role_named);
    section.read("sponsor", token.sponsor, [&](std::string_view value) { return sponsors.find(value); });
    // Somebody may have put the token itself here: its value is not repeated.
    if (const YamlNode* node = section.find("sha256")) {
      const auto digest = values::sha256(node->text);
      if (digest)
        token.sha256 = *digest;
      else
        section.wrong("sha256", digest.error().message + ", not <secret>");
    } else {
      section.wrong("sha256", "the digest that `sitewatch token new` prints");
    }
    if (section.find("name") == nullptr) section.wrong("name", "a name for the log, such as summary-script");
    const bool taken = std::any_of(config.tokens.begin(), config.tokens.end(),
                                   [&](const TokenConfig& each) { return each.name == token.name; });
    if (taken) section.wrong("name", "a name of its own; '" + token.name + "' stands above already");
    const bool has_sponsor = section.find("sponsor") != nullptr;
    if (token.role == TokenRole::sponsor && !has_sponsor)
      section.wrong("sponsor", "the sponsor that this token speaks for");
    if (token.role == TokenRole::office && has_sponsor) section.wrong("sponsor", "no sponsor; the role is office");
    config.tokens.push_back(std::move(token));
  }
}

}  // namespace sitewatch
