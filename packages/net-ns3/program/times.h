// Time at the border is in ns, decimal; inside it is in whole picoseconds, which at 400 Gb/s is a fiftieth of a byte.
#pragma once
#include <ns3/nstime.h>
#include <ns3/simulator.h>

#include <cmath>
#include <cstdint>
#include <cstdio>
#include <string>

namespace astra
{

using Picoseconds = int64_t;

inline Picoseconds
FromNs(double ns)
{
    return std::llround(ns * 1000);
}

inline Picoseconds
Now()
{
    return ns3::Simulator::Now().GetPicoSeconds();
}

/// The first whole ns that is not before a time, in picoseconds.
inline Picoseconds
NextWholeNs(Picoseconds time)
{
    return (time + 999) / 1000 * 1000;
}

/// `1234` or `1234.567`.
inline std::string
ToNs(Picoseconds time)
{
    char text[32];
    if (time % 1000 == 0)
        std::snprintf(text, sizeof text, "%lld", static_cast<long long>(time / 1000));
    else
        std::snprintf(text,
                      sizeof text,
                      "%lld.%03d",
                      static_cast<long long>(time / 1000),
                      static_cast<int>(time % 1000));
    return text;
}

} // namespace astra
