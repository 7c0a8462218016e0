#include "adapters/dns_answer.h"

#include <ares.h>

#include <algorithm>
#include <map>
#include <optional>
#include <vector>

namespace sitewatch {
namespace {

constexpr int most_aliases = 16;
constexpr int most_records = 1000;
constexpr int class_in = 1;
constexpr int type_a = 1;
constexpr int type_cname = 5;
constexpr int type_aaaa = 28;

struct Found {
  std::map<std::string, std::string> aliases;
  std::multimap<std::string, Address> addresses;
};

/// A cursor over one message; every read checks the bounds.
class Reader {
 public:
  explicit Reader(std::span<const std::uint8_t> message) : message_(message) {}

  bool skip(std::size_t count) {
    if (message_.size() - at_ < count) return false;
    at_ += count;
    return true;
  }

  std::optional<int> number16() {
    if (!skip(2)) return std::nullopt;
    return message_[at_ - 2] << 8 | message_[at_ - 1];
  }

  std::optional<std::string> host_name() {
    char* text = nullptr;
    long length = 0;
    const int size = static_cast<int>(message_.size());
    if (ares_expand_name(message_.data() + at_, message_.data(), size, &text, &length) != ARES_SUCCESS)
      return std::nullopt;
    std::string name{text};
    ares_free_string(text);
    // The names of a web site are ASCII, and DNS compares those without case.
    std::transform(name.begin(), name.end(), name.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    if (!skip(static_cast<std::size_t>(length))) return std::nullopt;
    return name;
  }

  std::span<const std::uint8_t> rest() const { return message_.subspan(at_); }
  std::size_t position() const { return at_; }
  void move_to(std::size_t position) { at_ = position; }

 private:
  std::span<const std::uint8_t> message_;
  std::size_t at_ = 0;
};

bool read_record(Reader& reader, int wanted, Found& found) {
  const auto owner = reader.host_name();
  if (!owner) return false;
  const auto type = reader.number16();
  const auto record_class = reader.number16();
  if (!type || !record_class || !reader.skip(4)) return false;
  const auto length = reader.number16();
  const std::size_t start = reader.position();
  if (!length || !reader.skip(static_cast<std::size_t>(*length))) return false;

  if (*record_class != class_in) return true;
  const std::size_t end = reader.position();
  reader.move_to(start);
  if (*type == type_cname) {
    const auto target = reader.host_name();
    if (!target) return false;
    found.aliases.emplace(*owner, *target);
  } else if (*type == wanted && *length == (wanted == type_a ? 4 : 16)) {
    Address address{.family = wanted == type_a ? Family::ipv4 : Family::ipv6, .bytes = {}};
    std::copy_n(reader.rest().begin(), *length, address.bytes.begin());
    found.addresses.emplace(*owner, address);
  }
  reader.move_to(end);
  return true;
}

std::optional<Found> read_message(std::span<const std::uint8_t> message, const std::string& host, int wanted) {
  Reader reader(message);
  if (!reader.skip(4)) return std::nullopt;
  const auto questions = reader.number16();
  const auto records = reader.number16();
  if (questions != 1 || !records || !reader.skip(4)) return std::nullopt;
  const auto question = reader.host_name();
  if (!question || *question != host) return std::nullopt;
  if (reader.number16() != wanted || reader.number16() != class_in) return std::nullopt;

  Found found;
  for (int i = 0; i < std::min(*records, most_records); ++i)
    if (!read_record(reader, wanted, found)) return std::nullopt;
  return found;
}

}  // namespace

DnsAnswer read_dns_answer(std::span<const std::uint8_t> message, const std::string& host, Family family) {
  DnsAnswer answer;
  answer.outcome = DnsOutcome::servfail;
  const auto found = read_message(message, host, family == Family::ipv4 ? type_a : type_aaaa);
  if (!found) return answer;

  std::string owner = host;
  for (int steps = 0; steps <= most_aliases; ++steps) {
    auto [each, end] = found->addresses.equal_range(owner);
    for (; each != end && answer.addresses.size() < most_addresses; ++each) answer.addresses.push_back(each->second);
    const auto alias = found->aliases.find(owner);
    if (!answer.addresses.empty() || alias == found->aliases.end()) {
      answer.outcome = answer.addresses.empty() ? DnsOutcome::nodata : DnsOutcome::addresses;
      return answer;
    }
    owner = alias->second;
  }
  return answer;
}

}  // namespace sitewatch
