namespace Steward.Privacy.Detection;

/// <summary>The kinds of personal data that rules can recognise. Names and postal addresses are not among them.</summary>
public enum PiiType
{
    /// <summary>An e-mail address.</summary>
    Email,

    /// <summary>A telephone number, international or national.</summary>
    Phone,

    /// <summary>A payment card number with a right check digit.</summary>
    Card,

    /// <summary>A social security number of the United States.</summary>
    Ssn,

    /// <summary>An international bank account number with right check digits.</summary>
    Iban,

    /// <summary>An IPv4 or IPv6 address.</summary>
    IpAddress,
}
