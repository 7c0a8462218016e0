#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "ports/clock.h"
#include "ports/resolver.h"
#include "support/dns_server.h"

namespace sitewatch {

/// A resolver told what each name answers, in the words of the test DNS server; it follows aliases as that does.
/// Answers at once, but for silence, which takes the whole time limit on the clock given.
class ScriptedResolver : public Resolver {
 public:
  explicit ScriptedResolver(Clock& clock) : clock_(clock) {}

  void set(std::string name, DnsRule rule) { rules_[{std::move(name), std::nullopt}] = {std::move(rule), 0}; }
  void set(std::string name, Family family, DnsRule rule) { rules_[{std::move(name), family}] = {std::move(rule), 0}; }
  /// Every look-up fails like this, whatever the name: our own resolver or network is gone. None: back to the rules.
  void fail_always(std::optional<DnsOutcome> outcome) { failure_ = outcome; }
  const std::vector<std::pair<std::string, Family>>& asked() const { return asked_; }

  Task<DnsAnswer> resolve(std::string host, Family family, Duration timeout) override {
    asked_.emplace_back(host, family);
    const SteadyTime started = clock_.steady_now();
    DnsAnswer answer = failure_ ? DnsAnswer{*failure_, {}, 0} : answer_to(std::move(host), family);
    if (answer.outcome == DnsOutcome::timeout) co_await clock_.sleep_until(started + timeout);
    answer.seconds = std::chrono::duration<double>(clock_.steady_now() - started).count();
    co_return answer;
  }

 private:
  struct Scripted {
    DnsRule rule;
    std::size_t turn = 0;
  };

  DnsRule rule_for(const std::string& name, Family family) {
    for (const std::optional<Family>& key : {std::optional{family}, std::optional<Family>{}}) {
      const auto found = rules_.find({name, key});
      if (found == rules_.end()) continue;
      const DnsRule& rule = found->second.rule;
      if (rule.kind != DnsRule::Kind::in_turn) return rule;
      return rule.rules.at(std::min(found->second.turn++, rule.rules.size() - 1));
    }
    return DnsRule::nxdomain();
  }

  DnsAnswer answer_to(std::string name, Family family) {
    using Kind = DnsRule::Kind;
    DnsRule rule = rule_for(name, family);
    for (int hops = 0; rule.kind == Kind::alias; ++hops) {
      if (hops == 16) return {DnsOutcome::servfail, {}, 0};
      name = rule.target;
      rule = rule_for(name, family);
    }
    switch (rule.kind) {
      case Kind::nxdomain:
        return {DnsOutcome::nxdomain, {}, 0};
      case Kind::servfail:
        return {DnsOutcome::servfail, {}, 0};
      case Kind::refused:
        return {DnsOutcome::refused, {}, 0};
      case Kind::addresses:
        break;
      default:
        return {DnsOutcome::timeout, {}, 0};  // Whatever is no answer to the question is not heard.
    }
    DnsAnswer answer{DnsOutcome::addresses, {}, 0};
    for (const Address& each : rule.answers)
      if (each.family == family && answer.addresses.size() < 16) answer.addresses.push_back(each);
    if (answer.addresses.empty()) answer.outcome = DnsOutcome::nodata;
    return answer;
  }

  Clock& clock_;
  std::map<std::pair<std::string, std::optional<Family>>, Scripted> rules_;
  std::optional<DnsOutcome> failure_;
  std::vector<std::pair<std::string, Family>> asked_;
};

}  // namespace sitewatch
