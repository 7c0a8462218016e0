#include <algorithm>
#include <fstream>

#include "config/keys.h"
#include "config/parts.h"
#include "config/source_file.h"
#include "config/store.h"
#include "config/values.h"

namespace sitewatch {
namespace {

using namespace std::chrono_literals;

Result<MailTls> tls_named(std::string_view value) {
  if (value == "starttls") return MailTls::starttls;
  if (value == "tls") return MailTls::tls;
  if (value == "none") return MailTls::none;
  return failure("starttls, tls or none");
}

std::uint16_t default_port(MailTls tls) {
  return tls == MailTls::starttls ? 587 : tls == MailTls::tls ? 465 : 25;
}

bool is_this_machine(const Endpoint& endpoint) {
  const auto address = Address::parse(endpoint.host);
  const bool loopback =
      address && (address->family == Family::ipv4 ? address->bytes[0] == 127 : address == Address::parse("::1"));
  return loopback || endpoint.host == "localhost";
}

// Nothing of the file's content ever becomes part of a message.
void read_credentials(const Section& section, RelayConfig& relay) {
  read_file(section, "credentials_file", relay.credentials_file);
  if (relay.credentials_file.empty()) return;
  std::ifstream stream{relay.credentials_file};
  std::getline(stream, relay.user);
  std::getline(stream, relay.password);
  for (std::string* line : {&relay.user, &relay.password})
    if (line->ends_with('\r')) line->pop_back();
  if (relay.user.empty() || relay.password.empty())
    section.wrong("credentials_file", "a file with the user on its first line and the password on its second");
}

RelayConfig read_relay(const Section& section) {
  RelayConfig relay;
  section.read("tls", relay.tls, tls_named);
  section.read("server", relay.endpoint,
               [&](std::string_view value) { return values::named_endpoint(value, default_port(relay.tls)); });
  if (section.find("server") == nullptr) section.wrong("server", "the relay's host, with or without a port");
  read_credentials(section, relay);
  if (relay.tls == MailTls::none && !relay.endpoint.host.empty() && !is_this_machine(relay.endpoint))
    section.wrong("tls", "starttls or tls; only a relay on this machine may go without");
  if (relay.tls == MailTls::none && !relay.credentials_file.empty())
    section.wrong("credentials_file", "no credentials where the connection is not encrypted");
  return relay;
}

Result<Audience> audience_named(std::string_view value) {
  if (value == "office") return Audience::office;
  if (value == "sponsors") return Audience::sponsors;
  return failure("office (a trial run: no unit is mailed) or sponsors");
}

void read_receivers(const Section& root, Config& config) {
  for (const Section& section : root.maps("receivers", keys_under("receivers[]"))) {
    ReceiverConfig receiver;
    section.read("name", receiver.name, values::id);
    section.read_list("mail", receiver.mail, values::mail);
    if (section.find("name") == nullptr) section.wrong("name", "a name, such as ops or office");
    if (section.find("mail") == nullptr) section.wrong("mail", "one or more mail addresses");
    const bool taken = std::any_of(config.receivers.begin(), config.receivers.end(),
                                   [&](const ReceiverConfig& each) { return each.name == receiver.name; });
    if (taken) section.wrong("name", "a name of its own; '" + receiver.name + "' stands above already");
    if (receiver.name.starts_with("sponsor"))
      section.wrong("name", "another name; sponsors are receivers by themselves");
    config.receivers.push_back(std::move(receiver));
  }
}

Result<AlertName> alert_of(std::string_view value) {
  std::vector<std::string_view> known;
  known.reserve(alert_name_count);
  for (std::size_t i = 0; i < alert_name_count; ++i) known.push_back(name(static_cast<AlertName>(i)));
  const auto found = alert_named(value);
  if (!found) return failure("the name of an alert" + suggestion(value, known));
  return *found;
}

Result<Severity> severity_of(std::string_view value) {
  const auto found = severity_named(value);
  if (!found) return failure("info, warning or critical");
  return *found;
}

class Routes {
 public:
  Routes(const Section& root, Config& config) : root_(root), config_(config), sponsors_(config.sponsors) {
    for (const Site& site : config.sites) sites_.push_back(site.id);
    for (const ReceiverConfig& receiver : config.receivers) receivers_.push_back(receiver.name);
    std::sort(sites_.begin(), sites_.end());
  }

  void read() {
    for (const Section& section : root_.maps("routes", keys_under("routes[]"))) {
      RouteConfig route;
      section.read_list("alerts", route.alerts, alert_of);
      section.read_list("sites", route.sites, [this](std::string_view value) { return site(value); });
      section.read_list("sponsors", route.sponsors, [this](std::string_view value) { return sponsors_.find(value); });
      section.read("at_least", route.at_least, severity_of);
      section.read("receiver", route.receiver, [this](std::string_view value) { return receiver(value); });
      if (section.find("receiver") == nullptr) section.wrong("receiver", "the name of a receiver");
      config_.routes.push_back(std::move(route));
    }
  }

 private:
  Result<SiteId> site(std::string_view value) const {
    if (std::binary_search(sites_.begin(), sites_.end(), value)) return SiteId{value};
    return failure("the id of a site in the inventory");
  }

  Result<std::string> receiver(std::string_view value) const {
    if (std::find(receivers_.begin(), receivers_.end(), value) != receivers_.end()) return std::string{value};
    return failure("the name of a receiver" + suggestion(value, receivers_));
  }

  const Section& root_;
  Config& config_;
  SponsorIndex sponsors_;
  std::vector<std::string_view> sites_;
  std::vector<std::string_view> receivers_;
};

}  // namespace

void read_mail(const Section& root, Config& config) {
  const Section section = root.map("mail", keys_under("mail"));
  MailConfig& mail = config.mail;
  for (const Section& relay : section.maps("relays", keys_under("mail.relays[]")))
    mail.relays.push_back(read_relay(relay));
  section.read("from", mail.from, values::mail);
  section.read("reply_to", mail.reply_to, values::mail);
  section.read("rate", mail.rate_per_minute, values::per_minute);
  section.read("audience", mail.audience, audience_named);
  section.read("timeout", mail.timeout, [](std::string_view value) { return values::duration(value, 1s, 10min); });
  section.read("group_wait", mail.group_wait, [](std::string_view value) { return values::duration(value, 0s, 1h); });
  read_file(section, "trust_file", mail.trust_file);
  if (!mail.relays.empty() && section.find("from") == nullptr)
    section.wrong("from", "the address that mails come from, since there are relays");
  if (mail.reply_to.empty()) mail.reply_to = config.office.mail;

  read_receivers(root, config);
  Routes{root, config}.read();
}

}  // namespace sitewatch
