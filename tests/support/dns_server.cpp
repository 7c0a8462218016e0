#include "support/dns_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <system_error>
#include <thread>

namespace sitewatch {
namespace {

constexpr std::size_t udp_limit = 512;
constexpr int type_a = 1;
constexpr int type_cname = 5;
constexpr int type_aaaa = 28;
constexpr int most_aliases = 40;

enum class Rcode : std::uint8_t { none = 0, servfail = 2, nxdomain = 3, refused = 5 };

struct Question {
  std::string name;
  int type = 0;
  std::size_t end = 0;  // Offset behind the question.
};

std::optional<Question> read_question(const std::string& query) {
  if (query.size() < 12) return std::nullopt;
  Question question;
  std::size_t at = 12;
  while (at < query.size() && query[at] != 0) {
    const auto length = static_cast<std::uint8_t>(query[at]);
    if (length > 63 || at + 1 + length >= query.size()) return std::nullopt;
    if (!question.name.empty()) question.name += '.';
    question.name.append(query, at + 1, length);
    at += 1u + length;
  }
  if (at + 5 > query.size()) return std::nullopt;
  question.type = static_cast<std::uint8_t>(query[at + 1]) << 8 | static_cast<std::uint8_t>(query[at + 2]);
  question.end = at + 5;
  std::transform(question.name.begin(), question.name.end(), question.name.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return question;
}

void put16(std::string& out, std::size_t value) {
  out += static_cast<char>(value >> 8 & 0xff);
  out += static_cast<char>(value & 0xff);
}

std::string wire_name(std::string_view name) {
  std::string wire;
  while (!name.empty()) {
    const std::string_view label = name.substr(0, name.find('.'));
    wire += static_cast<char>(label.size());
    wire += label;
    name.remove_prefix(std::min(name.size(), label.size() + 1));
  }
  wire += '\0';
  return wire;
}

void put_record(std::string& out, const std::string& owner, int type, std::string_view content) {
  out += wire_name(owner);
  put16(out, static_cast<std::size_t>(type));
  put16(out, 1);
  out.append(4, '\0');  // TTL 0
  put16(out, content.size());
  out += content;
}

struct Reply {
  Rcode code = Rcode::none;
  std::size_t records = 0;
  std::string bytes;
  bool silent = false;
  bool garbage = false;
  bool wrong_question = false;
};

std::string message(const std::string& query, const Question& question, const Reply& reply, bool over_udp) {
  if (reply.garbage) return query.substr(0, 2) + std::string(40, '\xff');
  const bool cut = over_udp && question.end + reply.bytes.size() > udp_limit;
  std::string out = query.substr(0, 2);
  out += static_cast<char>(0x81 | (cut ? 0x02 : 0));  // response, recursion desired, truncated
  out += static_cast<char>(0x80 | static_cast<int>(reply.code));
  put16(out, 1);
  put16(out, cut ? 0 : reply.records);
  out.append(4, '\0');
  std::string asked = query.substr(12, question.end - 12);
  if (reply.wrong_question && asked.size() > 6) asked[1] = asked[1] == 'x' ? 'y' : 'x';
  out += asked;
  if (!cut) out += reply.bytes;
  return out;
}

int listening_socket(const std::string& address, std::uint16_t port, int type) {
  sockaddr_in name{};
  name.sin_family = AF_INET;
  name.sin_port = htons(port);
  inet_pton(AF_INET, address.c_str(), &name.sin_addr);
  const int fd = socket(AF_INET, type | SOCK_CLOEXEC, 0);
  const int on = 1;
  if (type == SOCK_STREAM) setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  const int room = 4 << 20;
  if (type == SOCK_DGRAM) setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &room, sizeof room);
  if (bind(fd, reinterpret_cast<sockaddr*>(&name), sizeof name) != 0 || (type == SOCK_STREAM && listen(fd, 64) != 0)) {
    const int error = errno;
    close(fd);
    throw std::system_error(error, std::generic_category(), "DNS server on " + address);
  }
  return fd;
}

std::uint16_t port_of(int fd) {
  sockaddr_in name{};
  socklen_t size = sizeof name;
  getsockname(fd, reinterpret_cast<sockaddr*>(&name), &size);
  return ntohs(name.sin_port);
}

bool receive_all(int fd, char* into, std::size_t count) {
  for (std::size_t done = 0; done < count;) {
    const ssize_t got = recv(fd, into + done, count - done, 0);
    if (got <= 0) return false;
    done += static_cast<std::size_t>(got);
  }
  return true;
}

}  // namespace

class DnsServer::Core {
 public:
  Core(std::string address, std::uint16_t port) : address_(std::move(address)) { open_sockets(port); }

  ~Core() {
    const std::uint64_t one = 1;
    if (write(stop_, &one, sizeof one) == sizeof one) thread_.join();
    for (const int fd : {udp_, tcp_, stop_}) close(fd);
  }

  void start() {
    thread_ = std::thread([this] { serve(); });
  }

  void set(std::string key, DnsRule rule) {
    const std::lock_guard lock(mutex_);
    turns_.erase(key);
    rules_[std::move(key)] = std::move(rule);
  }

  const std::string& address() const { return address_; }
  std::uint16_t port() const { return port_of(udp_); }

  std::size_t queries(const std::string& name) const {
    const std::lock_guard lock(mutex_);
    const auto found = asked_.find(name);
    return found == asked_.end() ? 0 : found->second;
  }
  std::size_t queries() const {
    const std::lock_guard lock(mutex_);
    return total_;
  }
  std::size_t sources() const {
    const std::lock_guard lock(mutex_);
    return sources_.size();
  }

 private:
  // A kernel hands out UDP and TCP ports apart: take a UDP one and try until the same TCP port is free too.
  void open_sockets(std::uint16_t port) {
    for (int attempt = 0;; ++attempt) {
      udp_ = listening_socket(address_, port, SOCK_DGRAM);
      try {
        tcp_ = listening_socket(address_, port_of(udp_), SOCK_STREAM);
        return;
      } catch (const std::system_error&) {
        close(udp_);
        if (port != 0 || attempt == 20) throw;
      }
    }
  }

  void serve() {
    std::array<pollfd, 3> ready{pollfd{udp_, POLLIN, 0}, pollfd{tcp_, POLLIN, 0}, pollfd{stop_, POLLIN, 0}};
    while (poll(ready.data(), ready.size(), -1) >= 0 && ready[2].revents == 0) {
      if (ready[0].revents != 0) answer_datagram();
      if (ready[1].revents != 0) answer_stream();
    }
  }

  void answer_datagram() {
    std::array<char, 1500> buffer;
    sockaddr_in from{};
    socklen_t size = sizeof from;
    const ssize_t got = recvfrom(udp_, buffer.data(), buffer.size(), 0, reinterpret_cast<sockaddr*>(&from), &size);
    if (got <= 0) return;
    {
      const std::lock_guard lock(mutex_);
      sources_.insert(ntohs(from.sin_port));
    }
    const std::string out = answer({buffer.data(), static_cast<std::size_t>(got)}, true);
    if (!out.empty()) sendto(udp_, out.data(), out.size(), 0, reinterpret_cast<sockaddr*>(&from), size);
  }

  void answer_stream() {
    const int fd = accept4(tcp_, nullptr, nullptr, SOCK_CLOEXEC);
    if (fd < 0) return;
    const timeval patience{2, 0};
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    std::array<char, 2> length{};
    if (receive_all(fd, length.data(), 2)) {
      std::string query(
          static_cast<std::size_t>(static_cast<std::uint8_t>(length[0]) << 8 | static_cast<std::uint8_t>(length[1])),
          '\0');
      if (receive_all(fd, query.data(), query.size())) {
        const std::string out = answer(query, false);
        std::string framed;
        put16(framed, out.size());
        framed += out;
        if (!out.empty()) send(fd, framed.data(), framed.size(), MSG_NOSIGNAL);
      }
    }
    close(fd);
  }

  std::string answer(const std::string& query, bool over_udp) {
    const auto question = read_question(query);
    if (!question) return {};
    const std::lock_guard lock(mutex_);
    ++total_;
    ++asked_[question->name];
    const Reply reply = reply_to(*question);
    return reply.silent ? std::string{} : message(query, *question, reply, over_udp);
  }

  Reply reply_to(const Question& question) {
    Reply reply;
    std::string owner = question.name;
    for (int hops = 0; hops < most_aliases; ++hops) {
      const DnsRule rule = rule_for(owner, question.type);
      if (rule.kind != DnsRule::Kind::alias) {
        finish(reply, rule, owner, question.type);
        return reply;
      }
      put_record(reply.bytes, owner, type_cname, wire_name(rule.target));
      ++reply.records;
      owner = rule.target;
    }
    // A resolver that meets a loop hands back what it has.
    return reply;
  }

  static void finish(Reply& reply, const DnsRule& rule, const std::string& owner, int type) {
    using enum DnsRule::Kind;
    if (rule.kind == nxdomain) reply.code = Rcode::nxdomain;
    if (rule.kind == servfail) reply.code = Rcode::servfail;
    if (rule.kind == refused) reply.code = Rcode::refused;
    reply.silent = rule.kind == silence;
    reply.garbage = rule.kind == garbage;
    reply.wrong_question = rule.kind == wrong_question;
    for (const Address& each : rule.answers) {
      if (type != (each.family == Family::ipv4 ? type_a : type_aaaa)) continue;
      const std::size_t size = each.family == Family::ipv4 ? 4 : 16;
      put_record(reply.bytes, owner, type, {reinterpret_cast<const char*>(each.bytes.data()), size});
      ++reply.records;
    }
  }

  DnsRule rule_for(const std::string& name, int type) {
    std::vector<std::string> keys{name};
    for (auto dot = name.find('.'); dot != std::string::npos; dot = name.find('.', dot + 1))
      keys.push_back('*' + name.substr(dot));
    keys.emplace_back("*");
    for (const std::string& key : keys)
      for (const std::string& found : {key + (type == type_aaaa ? " AAAA" : " A"), key}) {
        const auto rule = rules_.find(found);
        if (rule != rules_.end()) return turn_of(found, rule->second);
      }
    return DnsRule::nxdomain();
  }

  DnsRule turn_of(const std::string& key, const DnsRule& rule) {
    if (rule.kind != DnsRule::Kind::in_turn || rule.rules.empty()) return rule;
    return rule.rules[std::min(turns_[key]++, rule.rules.size() - 1)];
  }

  const std::string address_;
  int udp_ = -1;
  int tcp_ = -1;
  const int stop_ = eventfd(0, EFD_CLOEXEC);
  mutable std::mutex mutex_;
  std::map<std::string, DnsRule> rules_;
  std::map<std::string, std::size_t> turns_;
  std::map<std::string, std::size_t> asked_;
  std::set<std::uint16_t> sources_;
  std::size_t total_ = 0;
  std::thread thread_;
};

DnsRule DnsRule::addresses(const std::vector<std::string>& texts) {
  DnsRule rule{Kind::addresses, {}, {}, {}};
  for (const std::string& text : texts) rule.answers.push_back(Address::parse(text).value());
  return rule;
}

DnsServer::DnsServer(const std::string& address, std::uint16_t port) : core_(std::make_unique<Core>(address, port)) {
  core_->start();
}
DnsServer::~DnsServer() = default;

void DnsServer::set(std::string name, DnsRule rule) {
  core_->set(std::move(name), std::move(rule));
}
void DnsServer::set(std::string name, Family family, DnsRule rule) {
  core_->set(name + (family == Family::ipv6 ? " AAAA" : " A"), std::move(rule));
}
std::string DnsServer::address() const {
  return core_->address();
}
std::uint16_t DnsServer::port() const {
  return core_->port();
}
std::size_t DnsServer::queries() const {
  return core_->queries();
}
std::size_t DnsServer::queries(const std::string& name) const {
  return core_->queries(name);
}
std::size_t DnsServer::sources() const {
  return core_->sources();
}

}  // namespace sitewatch
