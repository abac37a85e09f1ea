using Microsoft.AspNetCore.Http.Metadata;

namespace Steward.Platform.Http;

/// <summary>Bytes that a body of a route may have, where that is not what all others may have.</summary>
/// <param name="MaxRequestBodySize">At most.</param>
public sealed record BodyLimit(long? MaxRequestBodySize) : IRequestSizeLimitMetadata;
