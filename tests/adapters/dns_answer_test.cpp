#include "adapters/dns_answer.h"

#include <gtest/gtest.h>

#include <random>
#include <vector>

namespace sitewatch {
namespace {

using Bytes = std::vector<std::uint8_t>;

void put_name(Bytes& out, const std::vector<std::string>& labels) {
  for (const std::string& each : labels) {
    out.push_back(static_cast<std::uint8_t>(each.size()));
    out.insert(out.end(), each.begin(), each.end());
  }
  out.push_back(0);
}

void put_record(Bytes& out, const std::vector<std::string>& owner, std::uint8_t type, const Bytes& content) {
  put_name(out, owner);
  out.insert(out.end(), {0, type, 0, 1, 0, 0, 0, 0, 0, static_cast<std::uint8_t>(content.size())});
  out.insert(out.end(), content.begin(), content.end());
}

/// A message with one question for site.example and so many answers, which are yet to be appended.
Bytes message(std::uint8_t answers, std::uint8_t type = 1) {
  Bytes out{0, 1, 0x81, 0x80, 0, 1, 0, answers, 0, 0, 0, 0};
  put_name(out, {"site", "example"});
  out.insert(out.end(), {0, type, 0, 1});
  return out;
}

DnsAnswer read(const Bytes& bytes) {
  return read_dns_answer(bytes, "site.example", Family::ipv4);
}

TEST(DnsAnswer, ReadsAddressesOfTheNameAskedForWhateverItsCase) {
  Bytes bytes = message(2);
  put_record(bytes, {"SITE", "Example"}, 1, {192, 0, 2, 1});
  put_record(bytes, {"other", "example"}, 1, {10, 0, 0, 1});
  const DnsAnswer answer = read(bytes);
  ASSERT_EQ(answer.outcome, DnsOutcome::addresses);
  ASSERT_EQ(answer.addresses.size(), 1u);
  EXPECT_EQ(answer.addresses[0].text(), "192.0.2.1");
}

TEST(DnsAnswer, TakesNoAddressThatTheNameDoesNotReach) {
  Bytes bytes = message(1);
  put_record(bytes, {"other", "example"}, 1, {10, 0, 0, 1});
  EXPECT_EQ(read(bytes).outcome, DnsOutcome::nodata);
}

TEST(DnsAnswer, RefusesAnAnswerToAnotherQuestion) {
  Bytes bytes = message(1, 28);
  put_record(bytes, {"site", "example"}, 1, {192, 0, 2, 1});
  EXPECT_EQ(read(bytes).outcome, DnsOutcome::servfail);
  EXPECT_EQ(read_dns_answer(message(0), "other.example", Family::ipv4).outcome, DnsOutcome::servfail);
}

TEST(DnsAnswer, RefusesAMessageThatEndsTooSoonWhereverItIsCut) {
  Bytes bytes = message(1);
  put_record(bytes, {"site", "example"}, 1, {192, 0, 2, 1});
  ASSERT_EQ(read(bytes).outcome, DnsOutcome::addresses);
  for (std::size_t size = 0; size < bytes.size(); ++size)
    EXPECT_EQ(read({bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(size)}).outcome, DnsOutcome::servfail);
}

TEST(DnsAnswer, SurvivesDamageToAnyOfItsBytes) {
  Bytes good = message(2);
  put_record(good, {"site", "example"}, 5, {3, 'w', 'w', 'w', 7, 'e', 'x', 'a', 'm', 'p', 'l', 'e', 0});
  put_record(good, {"www", "example"}, 1, {192, 0, 2, 1});
  ASSERT_EQ(read(good).outcome, DnsOutcome::addresses);
  std::minstd_rand random(1);
  for (int i = 0; i < 20'000; ++i) {
    Bytes bytes = good;
    for (int n = 0; n < 3; ++n) bytes[random() % bytes.size()] = static_cast<std::uint8_t>(random());
    EXPECT_LE(read(bytes).addresses.size(), most_addresses);
  }
}

}  // namespace
}  // namespace sitewatch
