#include "domain/page_claims.h"

#include <algorithm>
#include <array>

namespace sitewatch {
namespace {

constexpr std::array<std::string_view, page_claim_count> claim_names{"id_code", "icp", "tag_id_code", "tag_domain",
                                                                     "tag_name"};

/// 桂ICP备05000000号-1 → "05000000" and "1".
struct IcpNumber {
  std::string_view subject;
  std::string_view site;
};

IcpNumber icp_number(std::string_view text) {
  constexpr std::string_view digits = "0123456789";
  constexpr std::string_view unit = "号";
  const auto run = [&](std::size_t at) {
    return text.substr(at, std::min(text.find_first_not_of(digits, at), text.size()) - at);
  };
  const std::size_t first = text.find_first_of(digits);
  if (first == std::string_view::npos) return {};
  IcpNumber number{run(first), {}};
  std::size_t behind = first + number.subject.size();
  if (text.substr(behind).starts_with(unit)) behind += unit.size();
  if (text.substr(behind).starts_with('-')) number.site = run(behind + 1);
  return number;
}

bool same_icp(std::string_view shown, std::string_view listed) {
  const IcpNumber a = icp_number(shown);
  const IcpNumber b = icp_number(listed);
  // Something else stands in the inventory: 办理中.
  if (b.subject.empty()) return true;
  return a.subject == b.subject && (a.site.empty() || b.site.empty() || a.site == b.site);
}

std::string_view without_www(std::string_view host) {
  if (host.starts_with("www.")) host.remove_prefix(4);
  return host;
}

/// The tag holds a host, or by mistake the whole address.
bool is_on(const Site& site, const std::string& domain) {
  const Result<Url> url = Url::parse(domain.find("://") == std::string::npos ? "http://" + domain : domain);
  return url && std::any_of(site.home_urls.begin(), site.home_urls.end(),
                            [&](const Url& home) { return without_www(home.host) == without_www(url->host); });
}

/// Its characters, but for what is said of any site and may be left out.
std::vector<std::string_view> telling_characters(std::string_view name) {
  constexpr std::array<std::string_view, 7> usual{"门户网站", "官方网站", "网站", "官网", "·", "　", " "};
  std::vector<std::string_view> characters;
  while (!name.empty()) {
    const auto word =
        std::find_if(usual.begin(), usual.end(), [&](std::string_view each) { return name.starts_with(each); });
    if (word != usual.end()) {
      name.remove_prefix(word->size());
      continue;
    }
    std::size_t end = 1;
    while (end < name.size() && (static_cast<unsigned char>(name[end]) & 0xc0) == 0x80) ++end;
    characters.push_back(name.substr(0, end));
    name.remove_prefix(end);
  }
  return characters;
}

/// Whether the one can be had from the other by leaving out characters.
bool is_short_for(const std::vector<std::string_view>& brief, const std::vector<std::string_view>& whole) {
  auto next = brief.begin();
  for (const std::string_view each : whole)
    if (next != brief.end() && *next == each) ++next;
  return next == brief.end();
}

bool is_name_of(std::string_view shown, std::string_view listed) {
  const auto a = telling_characters(shown);
  const auto b = telling_characters(listed);
  return is_short_for(a, b) || is_short_for(b, a);
}

/// A template that nobody filled in says nothing.
bool says_something(std::string_view text) {
  return text.find_first_not_of(' ') != std::string_view::npos && text != "null";
}

}  // namespace

std::string_view name(PageClaim claim) {
  return claim_names[static_cast<std::size_t>(claim)];
}

std::optional<PageClaim> page_claim_named(std::string_view name) {
  const auto found = std::find(claim_names.begin(), claim_names.end(), name);
  if (found == claim_names.end()) return std::nullopt;
  return static_cast<PageClaim>(found - claim_names.begin());
}

std::vector<ClaimDifference> differences(const PageIdentity& page, const Site& site) {
  std::vector<ClaimDifference> found;
  const auto compare = [&](PageClaim claim, const std::string& shown, const std::string& listed, bool agree) {
    if (says_something(shown) && !listed.empty() && !agree) found.push_back({claim, shown, listed});
  };
  const FooterCodes& codes = page.codes;
  const PageTags& tags = page.tags;
  compare(PageClaim::id_code, codes.id_code, site.id_code, codes.id_code == site.id_code);
  compare(PageClaim::icp, codes.icp, site.icp, same_icp(codes.icp, site.icp));
  compare(PageClaim::tag_id_code, tags.site_id_code, site.id_code, tags.site_id_code == site.id_code);
  if (!site.home_urls.empty())
    compare(PageClaim::tag_domain, tags.site_domain, site.home_urls.front().host, is_on(site, tags.site_domain));
  compare(PageClaim::tag_name, tags.site_name, site.name, is_name_of(tags.site_name, site.name));
  return found;
}

}  // namespace sitewatch
