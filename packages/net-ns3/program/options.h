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

    /// `NewReno`, `Cubic`, `Dctcp`, `Bbr`: ns-3's names without their prefix.
    std::string congestionControl = "Cubic";
    /// Least retransmission timeout, ns.
    double minRto = 1e6;
    /// Bytes that a TCP sender keeps at most; 0: by the round trip.
    uint64_t buffer = 0;

    /// Random early detection at the links of switches: from `redMinimum` bytes waiting on, packets are marked (or dropped), with a probability that grows to `redProbability`
    /// at `redMaximum`, and beyond that all are. 0: none.
    uint32_t redMinimum = 0;
    uint32_t redMaximum = 0;
    double redProbability = 0.1;
    bool redMarks = true;

    bool HasRed() const
    {
        return redMaximum > 0;
    }

    bool UsesEcn() const
    {
        return HasRed() && redMarks;
    }

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
        else if (name == "congestion-control")
            congestionControl = value;
        else if (name == "min-rto")
            minRto = std::stod(value);
        else if (name == "buffer")
            buffer = std::stoull(value);
        else if (name == "red-minimum")
            redMinimum = std::stoul(value);
        else if (name == "red-maximum")
            redMaximum = std::stoul(value);
        else if (name == "red-probability")
            redProbability = std::stod(value);
        else if (name == "red-marks")
            redMarks = value == "1";
        else
            return false;
        return true;
    }
};

} // namespace astra
