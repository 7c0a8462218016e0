#include "config/load.h"

#include <algorithm>

#include "config/keys.h"
#include "config/parts.h"
#include "config/source_file.h"
#include "config/values.h"

namespace sitewatch {
namespace {

Result<std::string> language(std::string_view value) {
  if (value == "zh-CN" || value == "en") return std::string{value};
  return failure("zh-CN or en");
}

Result<Zone> zone(std::string_view value) {
  auto found = Zone::named(value);
  if (!found) return failure("a time zone of this machine such as Asia/Shanghai");
  return found;
}

Result<std::string> public_url(std::string_view value) {
  const auto url = values::url(value);
  if (!url) return failure(url.error().message);
  if (url->path.find('?') != std::string::npos) return failure("an address without a question mark");
  std::string text = url->text();
  if (text.ends_with('/')) text.pop_back();
  return text;
}

bool is_loopback(const Endpoint& endpoint) {
  const auto address = Address::parse(endpoint.host);
  if (!address) return false;
  return address->family == Family::ipv4 ? address->bytes[0] == 127 : address == Address::parse("::1");
}

void read_general(const Section& root, Config& config) {
  root.read("language", config.language, language);
  config.time_zone = zone("Asia/Shanghai").value_or(Zone::utc());
  root.read("time_zone", config.time_zone, zone);
  root.read("public_url", config.public_url, public_url);
  root.read("state_dir", config.state_dir,
            [&](std::string_view value) -> Result<std::string> { return beside(*root.file(), value); });
  root.read("effective_from", config.effective_from,
            [&](std::string_view value) { return values::instant(value, config.time_zone); });

  const Section office = root.map("office", keys_under("office"));
  office.read("name", config.office.name, values::line);
  office.read("phone", config.office.phone, values::line);
  office.read("mail", config.office.mail, values::mail);
}

// After everything else, because tokens protect too.
void check_listen(const Section& root, const Config& config) {
  if (is_loopback(config.listen)) return;
  const bool protects = !config.web.users.empty() || !config.web.client_ca_file.empty() || !config.tokens.empty();
  if (config.web_config_path.empty())
    root.wrong("listen", "a loopback address, or web_config beside it");
  else if (!protects && root.mistakes().empty())
    root.wrong("listen", "a loopback address, or users, client certificates or tokens that protect it");
}

void read_freshness(const Section& root, FreshnessConfig& freshness) {
  const Section section = root.map("freshness", keys_under("freshness"));
  const auto up_to = [](Duration most) {
    return [most](std::string_view value) { return values::duration(value, std::chrono::seconds{1}, most); };
  };
  section.read("home_interval", freshness.home_interval, up_to(std::chrono::hours{24}));
  section.read("column_interval", freshness.column_interval, up_to(std::chrono::hours{24 * 7}));
}

void read_everything(const Section& root, Config& config) {
  read_general(root, config);
  root.read("listen", config.listen, [](std::string_view value) { return values::numeric_endpoint(value, 0); });
  read_web_config(root, config);
  read_probing(root, config);
  read_freshness(root, config.freshness);
  read_rules(root, config);
  read_calendar(root, config);
  read_campaigns(root, config);
  read_sponsors(root, config);
  read_inventory(root, config);
  read_columns(root, config);
  read_tokens(root, config);
  read_mail(root, config);
  check_listen(root, config);
}

std::string counted(std::size_t count, const std::string& one) {
  return std::to_string(count) + ' ' + one + (count == 1 ? "" : "s");
}

/// One host, or one below the other; "www." does not count.
bool belong_together(std::string_view a, std::string_view b) {
  for (std::string_view* host : {&a, &b})
    if (host->starts_with("www.")) host->remove_prefix(4);
  if (a.size() < b.size()) std::swap(a, b);
  return a.ends_with(b) && (a.size() == b.size() || a[a.size() - b.size() - 1] == '.');
}

/// Columns that lie neither on their own site nor on the portal; empty if there are none.
std::string columns_elsewhere(const Config& config) {
  std::vector<std::string_view> portals;
  for (const Site& site : config.sites)
    if (site.portal)
      for (const Url& url : site.home_urls) portals.push_back(url.host);
  std::size_t count = 0;
  std::string first;
  for (const Site& site : config.sites)
    for (const Column& column : site.columns) {
      const auto holds = [&](std::string_view host) { return belong_together(host, column.url.host); };
      const bool on_site =
          std::any_of(site.home_urls.begin(), site.home_urls.end(), [&](const Url& url) { return holds(url.host); });
      if (on_site || std::any_of(portals.begin(), portals.end(), holds)) continue;
      if (++count == 1) first = site.id + '/' + column.slug + " on " + column.url.host;
    }
  if (count == 0) return {};
  return counted(count, "column") + " neither on the host of the site nor on the portal, such as " + first +
         "; what is found there is said of the site";
}

}  // namespace

std::string Endpoint::text() const {
  const std::string port_text = ':' + std::to_string(port);
  return host.find(':') == std::string::npos ? host + port_text : '[' + host + ']' + port_text;
}

std::string Mistake::text() const {
  return file + ':' + std::to_string(line) + ':' + std::to_string(column) + ": " + path + ": " + expected;
}

tl::expected<Config, std::vector<Mistake>> load_config(const std::string& path) {
  Mistakes mistakes;
  Config config;
  config.path = path;
  const auto source = read_source(path, mistakes, {&path, 1, 1}, "file");
  const auto tree = source ? parse_yaml(*source, mistakes) : std::nullopt;
  if (tree) read_everything(Section{&*tree, source->path, "", keys_under(""), mistakes}, config);
  if (!mistakes.empty()) return tl::unexpected(mistakes.sorted());
  return config;
}

std::string summary(const Config& config) {
  std::size_t columns = 0;
  for (const Site& site : config.sites) columns += site.columns.size();
  return counted(config.sponsors.size(), "sponsor") + ", " + counted(config.sites.size(), "site") + ", " +
         counted(config.receivers.size(), "receiver") + ", " + counted(config.mail.relays.size(), "relay") + ", " +
         counted(columns, "column");
}

std::vector<std::string> notices(const Config& config, const std::string& file) {
  std::vector<std::string> lines;
  if (!config.sites.empty() && config.own_network.targets.empty())
    lines.push_back(
        file +
        ": warning: own_network.targets: two or three addresses outside the district are recommended; without "
        "them our own cut link cannot be told from a hosting centre that fails with all sites in it");
  if (auto line = columns_elsewhere(config); !line.empty()) lines.push_back(file + ": warning: columns: " + line);
  return lines;
}

}  // namespace sitewatch
