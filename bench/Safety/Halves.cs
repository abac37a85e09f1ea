using System.Security.Cryptography;
using System.Text;

namespace Steward.Bench.Safety;

/// <summary>Parts texts into those that rules may be written from and those that are only counted.</summary>
internal static class Halves
{
    public static bool IsSeen(string text) => (SHA256.HashData(Encoding.UTF8.GetBytes(text))[0] & 1) == 0;
}
