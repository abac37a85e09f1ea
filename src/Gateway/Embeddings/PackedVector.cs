using System.Runtime.InteropServices;

namespace Steward.Gateway.Embeddings;

/// <summary>A vector as base64: its numbers in 32 bits each, the lowest byte first, as they lie in memory. It is how OpenAI writes them too.</summary>
internal static class PackedVector
{
    public static string Of(float[] vector) => Convert.ToBase64String(MemoryMarshal.AsBytes(vector.AsSpan()));

    /// <exception cref="FormatException">It is none.</exception>
    public static float[] Read(ReadOnlySpan<byte> bytes) => bytes.Length % sizeof(float) == 0 ? MemoryMarshal.Cast<byte, float>(bytes).ToArray() : throw new FormatException();
}
