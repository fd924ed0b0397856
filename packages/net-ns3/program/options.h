// What the set-up can choose: `option <name> <value>`.
#pragma once
#include <cstdint>
#include <string>

namespace astra
{

struct Options
{
    std::string transport = "udp";
    /// Bytes of an IP packet at most, headers included.
    uint32_t mtu = 9000;
    /// Bytes that wait at a link that leaves a switch, at most; 0: no limit.
    uint32_t queue = 0;
    uint32_t seed = 1;

    /// False for a name that is none.
    bool Set(const std::string& name, const std::string& value)
    {
        if (name == "transport")
            transport = value;
        else if (name == "mtu")
            mtu = std::stoul(value);
        else if (name == "queue")
            queue = std::stoul(value);
        else if (name == "seed")
            seed = std::stoul(value);
        else
            return false;
        return true;
    }
};

} // namespace astra
