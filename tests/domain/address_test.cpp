#include "domain/address.h"

#include <gtest/gtest.h>

namespace sitewatch {
namespace {

TEST(Address, ReadsCanonicalTextAlone) {
  for (const char* text : {"192.0.2.1", "0.0.0.0", "255.255.255.255", "2001:db8::1", "::", "::1", "::ffff:192.0.2.1"}) {
    const auto address = Address::parse(text);
    ASSERT_TRUE(address) << text;
    EXPECT_EQ(address->text(), text);
  }
  for (const char* text : {"", "127.1", "2130706433", "0x7f.0.0.1", "127.0.0.01", "256.0.0.1", "1.2.3.4 ", "[::1]",
                           "fe80::1%eth0", "1:2:3", "localhost", ":::", "1.2.3.4.5"})
    EXPECT_FALSE(Address::parse(text)) << text;
  EXPECT_FALSE(Address::parse(std::string_view{"127.0.0.1\0", 10}));
  EXPECT_FALSE(Address::parse(std::string(100'000, '1')));
}

TEST(Network, ReadsCidrAndRefusesHostBits) {
  EXPECT_EQ(Network::parse("127.9.0.0/16")->text(), "127.9.0.0/16");
  EXPECT_EQ(Network::parse("2001:db8::/33")->text(), "2001:db8::/33");
  EXPECT_EQ(Network::parse("192.0.2.7")->text(), "192.0.2.7/32");
  EXPECT_EQ(Network::parse("0.0.0.0/0")->text(), "0.0.0.0/0");
  for (const char* text : {"127.9.0.1/16", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "10.0.0.0/8x", "10/8", "::1/64",
                           "", "/8", "2001:db8::/129"})
    EXPECT_FALSE(Network::parse(text)) << text;
}

TEST(Network, HoldsItsAddressesToTheLastBit) {
  const Network network = *Network::parse("172.16.0.0/12");
  EXPECT_TRUE(network.contains(*Address::parse("172.16.0.0")));
  EXPECT_TRUE(network.contains(*Address::parse("172.31.255.255")));
  EXPECT_FALSE(network.contains(*Address::parse("172.32.0.0")));
  EXPECT_FALSE(network.contains(*Address::parse("172.15.255.255")));
  EXPECT_FALSE(network.contains(*Address::parse("::ffff:172.16.0.1"))) << "a block holds its own family";
}

TEST(MayConnect, RefusesEveryAddressThatIsNotPublicUnicast) {
  for (const char* text :
       {"0.0.0.0", "0.255.255.255", "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.127.255.255", "127.0.0.1",
        "127.255.255.255", "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.1", "192.0.2.1", "192.88.99.1",
        "192.168.0.1", "198.18.0.1", "198.19.255.255", "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.255",
        "240.0.0.1", "255.255.255.255",
        // IPv6 of its own
        "::", "::1", "fe80::1", "febf::1", "fc00::1", "fdff::1", "fec0::1", "ff02::1", "100::1", "2001:db8::1",
        "3fff::1", "2001:1::1", "2001:10::1", "2001:20::1", "5f00::1", "4000::1",
        // IPv4 inside
        "::ffff:127.0.0.1", "::ffff:a9fe:a9fe", "::ffff:0.0.0.0", "::127.0.0.1", "::10.0.0.1", "::ffff:0:127.0.0.1",
        "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "64:ff9b:1::808:808",
        "64:ff9b:1:7f00:1::", "2002:7f00:1::", "2002:a00:1::1", "2002:c0a8:101::",
        // Teredo: bad server; bad client (inverted 127.0.0.1)
        "2001:0:7f00:1:0:0:f7f7:f7f7", "2001:0:808:808:0:0:80ff:fffe"})
    EXPECT_FALSE(may_connect(*Address::parse(text), {})) << text;
}

TEST(MayConnect, AllowsPublicAddresses) {
  for (const char* text : {"1.1.1.1",         "9.255.255.255",    "11.0.0.0",        "100.63.255.255",
                           "100.128.0.0",     "126.255.255.255",  "128.0.0.0",       "169.253.255.255",
                           "169.255.0.0",     "172.15.255.255",   "172.32.0.0",      "192.0.1.0",
                           "192.167.255.255", "192.169.0.0",      "198.17.255.255",  "198.20.0.0",
                           "223.255.255.255", "2400:3200::1",     "2001:200::1",     "2606:4700::1111",
                           "::ffff:8.8.8.8",  "64:ff9b::808:808", "2002:808:808::1", "2001:0:808:808:0:0:f7f7:f7f7"})
    EXPECT_TRUE(may_connect(*Address::parse(text), {})) << text;
}

TEST(MayConnect, AllowsWhatTheTargetNamesAndNothingBeside) {
  const std::vector<Network> allow{*Network::parse("127.9.0.0/16"), *Network::parse("fd00:1::/32")};
  EXPECT_TRUE(may_connect(*Address::parse("127.9.3.4"), allow));
  EXPECT_TRUE(may_connect(*Address::parse("::ffff:127.9.3.4"), allow)) << "the IPv4 it reaches is named";
  EXPECT_TRUE(may_connect(*Address::parse("fd00:1::5"), allow));
  EXPECT_TRUE(may_connect(*Address::parse("1.1.1.1"), allow));
  EXPECT_FALSE(may_connect(*Address::parse("127.0.0.1"), allow));
  EXPECT_FALSE(may_connect(*Address::parse("127.10.0.0"), allow));
  EXPECT_FALSE(may_connect(*Address::parse("fd00:2::5"), allow));
  EXPECT_FALSE(may_connect(*Address::parse("::ffff:127.0.0.1"), allow));
}

}  // namespace
}  // namespace sitewatch
