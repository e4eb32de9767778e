/// Keys and tokens of an issuer, made by pyca/cryptography 50: the secret keys are nowhere.
///
/// Each token says `iss` https://issuer.example, `aud` https://prompts.example.org, `sub` anna, and is valid from
/// 1800000000 to 1800000600.
enum IssuerFixture {
    static let rsaKey = #"""
        {"alg":"RS256","e":"AQAB","kid":"rsa","kty":"RSA","n":"kFhxd1El8W92mguLGn8BlRSQgzzApMwOlLc4-zfgx0aCB\#
        Nm64gqX1C3TZ1gMoAywBxRzZe_MkkPj2CWUcU6_XcO2hwndBcrEigp12EXxGwH2RgYOvrEQoahHFgpOxSMNus6ID4qJx_06v_aJr\#
        EjOY8LSMa8C1kz_BdawDA3GZFCGI1gGVQ0f5EeciSRwIULIGqkugreKWObalkNUt6IaafTRET_ZtScVRojYdfr1x2lfxFpYUKv4d\#
        vpdeAbA4SlRtMPHx8sK12rqkU1DdNXuJXuHb4tNHstyso5zYgN9tdYzck0yhbeFBziAFX_jyuFfh-y-GSSYeO8csqBX8EXBfw","\#
        use":"sig"}
        """#
    static let rsa4096Key = #"""
        {"e":"AQAB","kid":"rsa4096","kty":"RSA","n":"vftZz4FX1TX7Eo2bitDBt8skrLZAloy0ryq7tH5i4MUhLJqdzuU1_T8\#
        NpWwWtnLWoRorgO2hWaMxm2qGikjiX5JKHZSDDeUJUMncY_PIEpQV4NKZ4XEDzMSxR52mNQuCIelw8neU5um6geOCb5R1H4D1zys\#
        nuO7OFkTA1RLciOhExNcEI7vcEfHMseSQRKw1RlmQRxB7SqibQsbiH2qomHC0co6VqPxpsT7W1AdpdQyCRk4Eeh1uoBrd8wQH2dm\#
        ABMG8AEy3Lb5_xot7tesuOO3NJdRTHFomNJf7nC8SnRwVv_fD9QTlH_r2r7p5pvPkIHu1bWl8ExUMt5tsbvgK9_UAAh3iCpRUCl1\#
        T_YfR9Y4C9XYykuPX6ilWldWJhOcvq3BC7jEf896XKP1MPvoHHEwH0RUUBkmCNHiSIieyo0Pe4Uw31af8hCfQcY9rLUfAYN57Yv3\#
        LfXZvHUj8cAdJu5WNgwrgpd0nLCstkE9w77EkN-Tr75NlObITvPTrfNtiJRWz1eHK7ZU6-0cQfL3y9WGO6Q-V6BDQ5BGByuxJJ6c\#
        dEgsDeQgbwmS843_XXNwxAqvrVgSsJ97Gb3IZE9og0nZU1JmNtEBherLbz7NN44XZc7Sxc4-Clt-HeNXYRzhlZEttXKYix2LHLhj\#
        7GlIRnx_3eQBKu5Brvo8WT2khtyE"}
        """#
    static let rsa1024Key = #"""
        {"e":"AQAB","kid":"rsa1024","kty":"RSA","n":"0a3l_IVvt9btJcljW9pn0YhLNuFf-Ej57c33Q_nnf2-mr2ZhNLASuX5\#
        IlNNteXibpdcaOdoo6buljqu9q14b11QovBQvzFRkzcW4JIN8kFSbWfHXq4U-RF8AaQOLvxIg3fso-v4ciJALtQrfiWtORNGYIqy\#
        87OudzcZs5OKmvAE"}
        """#
    static let rsa4104Key = #"""
        {"e":"AQAB","kid":"rsa4104","kty":"RSA","n":"uTlVhv1Kk4KmC12JBuhB-nfHb_yazFaKL8_WF-n8pevPK5iwzIaSLlu\#
        UUXLpOV-U0lJ6zibWhzQd6AEKFKvALU781eUrY8N7jTXFf7JQTQyZjoK7g_EpwkteBZisbB4UL8Rm1bnZVGzf_G329TOzD1kZY71\#
        Jzyn_c6xkbVOcS3ooPRhwKfid99yXdV_lKKARY35U5C0HerW0fRkaim--8w1DZLNe_j6PFk5g6sn-8WroCTL5NTBI2AAmE1FRSxJ\#
        Bb8SxED6L1gOiMGrOy-iI1d_Hhc-Opkp0YeXvCM7WItEoZ1zzJgoUugsBtsHh2KOhJOk2JbmNjl7Dwh0IGe1N3cghdnL1GS3QE6r\#
        PVY3lR8WarxvpwW-MxF06RwV5hj2nkxf0g9f5sFj9T-6IYQB2BgMiD1Z_NPztj0OJwR1_DwdFbuYs8IlHlXsEPW1b0EfTt_L1No_\#
        fav6mwrMG3zavQTlTPnO0zFtYgu4NagPpj_N3RB7nRypuO19gA3-f6cZn5UYx6SABDDzYxNfutr6-42D-Hesky0-2n8KL-8-6G46\#
        S7O6tuM6hiezOzrkkmEtozjOlXdxJYkUArKf4_D8s6aTl7_7ZeSacI995hBefjyeoQpY5NUxc7GatCyE55o1BePveRF699og_oCN\#
        KuuC--I9M3I6yeF7EpOMlrnyycyW9"}
        """#
    static let rsaExponent3Key = #"""
        {"e":"Aw","kid":"rsa3","kty":"RSA","n":"yvhh8rTmjmUuiCvbZwcoYf5tnG2SH5xq856F4usc85JWMLXhWkArmi2D1RqY\#
        _plDOWhhcn1Ar1SCH816ZcGZxbZW7rHHF30NwVZkcR1LAN__8zURmt7ebgdFPQLNGlBo4iaJXd5bfODv1qBU-AwUoLKCJ2r8FKIZ\#
        RgJSpZMCmuJIDUgtW-ggUrBSMl5y1CDuQW3RI9t1bz7OL3-TVTuINsG_gBxEKBAvpNdVx6lV_UWIW_T6MiwtfByF2UMSBg-Y1jFG\#
        VynROuCCXXWCeVNSWu8IFPjTGiBn36UQaX2uIzYVaKQR60de-4e0WK_gtaH1kJl8XjE4ViBJtMA1wCfNnw"}
        """#
    static let ecKey = #"""
        {"alg":"ES256","crv":"P-256","kid":"ec","kty":"EC","use":"sig","x":"J9kzwRE_Q0-10jM9mksknLoE85K75cx7\#
        90FBSVD4rb4","y":"fw6KDEoOHtVlGFm6dhd8aVQA7jVhnrVbmU-UIBwfZFM"}
        """#
    static let p384Key = #"""
        {"crv":"P-384","kid":"p384","kty":"EC","x":"mKzPEH8Ym8ipLnWXxjTz_umtbGpLFjSxuCXIxtqysbpvigcrBllUZRYP\#
        niRBIHaD","y":"Re8kTuj4AV2fF67BRgJ-AQKPBQDyvypr0xmn6GbZqCB96GooJpphNSNwjmcVbxn9"}
        """#
    static let k256Key = #"""
        {"crv":"secp256k1","kid":"k256","kty":"EC","x":"Ey0bHe53_dp9dCt3H-Tr34mIkqBEu65Ff_OeM05ct94","y":"i3\#
        fQHpgDkxqLiGS2x_hT68bZ0SlMG6SFIazaJ-5pksw"}
        """#
    static let rsaToken = #"""
        eyJhbGciOiJSUzI1NiIsImtpZCI6InJzYSIsInR5cCI6IkpXVCJ9.eyJhdWQiOiJodHRwczovL3Byb21wdHMuZXhhbXBsZS5vcmc\#
        iLCJleHAiOjE4MDAwMDA2MDAsImlhdCI6MTgwMDAwMDAwMCwiaXNzIjoiaHR0cHM6Ly9pc3N1ZXIuZXhhbXBsZSIsIm5iZiI6MTg\#
        wMDAwMDAwMCwic3ViIjoiYW5uYSJ9.TtG4jm0mEvH20kPbgwcMtF4KIBG5iSPBVTFhI3Wjh_DjtxAd8qNj4nMKuoX1wd-7BkcGsM\#
        prV63zR2ZwasG2U7Q4mrO7UTcauEepJOwwwcf-p0te1g6DHF3_3w5VJivO9msfXVQWAoo4EMCL9xQj-WK6UuUtya_NwgqlIXlJOB\#
        Vx6VKTSvHIypol9Y6TuOdjDkkmJQVCorzPIZ2OJkUZxMInvKqCJ3LQBdM3rpv7gERouMmMSDdK3UVfS13CRwmBdE6WgZLmhWy4eN\#
        4kLysuXCFFpoZwxIU32Z-Ah_OL3XuMX8an5gxLiE1Bta-deSHhLJN0q26DK9UVvEpuFcouJw
        """#
    static let rsa4096Token = #"""
        eyJhbGciOiJSUzI1NiIsImtpZCI6InJzYTQwOTYiLCJ0eXAiOiJKV1QifQ.eyJhdWQiOiJodHRwczovL3Byb21wdHMuZXhhbXBsZ\#
        S5vcmciLCJleHAiOjE4MDAwMDA2MDAsImlhdCI6MTgwMDAwMDAwMCwiaXNzIjoiaHR0cHM6Ly9pc3N1ZXIuZXhhbXBsZSIsIm5iZ\#
        iI6MTgwMDAwMDAwMCwic3ViIjoiYW5uYSJ9.nXTrat0VaJ2j24BG6D267o_rW-8eWyOKnGDiyi2PPFfdQK9cX5BRVfbkn5pEPWrn\#
        e5djGYvjf-RVs2zg17yzQpoi4TffyT5ojUxXGbfnS4h_T4oVSv2W-f_kkKgx9m2ng_xKSzyQpPPllABx3gAdfgkf27AP7x9T33Ba\#
        -AU0Fh_JqgykyLkuHokJO5gbq-Fc3FfIYEKdgpcoemhIs9QVZysW-NUGtNWf1s0Nb2xslu4OIXUY_C4cL_4Zws0SxsQsPWEjIthZ\#
        HnwJg1TRGEu9M6_OQ4E5IIMc3hVSSmA_V-5ky0OBgZpMl6wtb9X2HmXk9T8AHac4JOljYXIUNcrzkSER1lD-oqLIO2W6mClFWCNT\#
        OgN29dmr28MsBBqGRlnKzaZuzUMZ_Eb25k8NXRineDeFdTYpD8gg-Mzrgnr1pxchBfvC-Ow4Zvg7T4nA3JKGBBk0rUf7JfNarqzj\#
        hQIdemRkqBd1FHa28c-OxusAPwrWuztnDKLov8O10ly6zA8AjkEtLnXKl1utY9I1GZXjUD9XqNqHbWF6DQdvfybiViYTGIsYGI14\#
        XyoEzd37qwjBOJ7StaamjBmCfoSu_dSatL-v0B3FUILGmubhSD5rtlkF3wz-jCidQBHhLgA0TUJ6gWmJTDKwGpgf2zDfzGqR2dlm\#
        W7entR-0_8KMiwAIcIo
        """#
    /// Says RS256 and is signed with SHA-512.
    static let rsaSHA512Token = #"""
        eyJhbGciOiJSUzI1NiIsImtpZCI6InJzYSIsInR5cCI6IkpXVCJ9.eyJhdWQiOiJodHRwczovL3Byb21wdHMuZXhhbXBsZS5vcmc\#
        iLCJleHAiOjE4MDAwMDA2MDAsImlhdCI6MTgwMDAwMDAwMCwiaXNzIjoiaHR0cHM6Ly9pc3N1ZXIuZXhhbXBsZSIsIm5iZiI6MTg\#
        wMDAwMDAwMCwic3ViIjoiYW5uYSJ9.T0KPGjI4bS3mhDb4gijKabnCcsXM_UuSKvTGrrBN41cqt_7Vd08txwyt87la7ACi59chDP\#
        I8EdwiCrpUSrVj_A3wyyQc0ZbwemUOnwzS3JPoIVvJ7XEZN6Ed7VVohecRICMpDSODboQQ7kxWfaBEyECGCemSBUxCOAy829vq_r\#
        swXdi9orNRj9dDiuNgsEObJZ5rLqA_waQM4pxhrxD41byRiBNSB8c3-7g8HyHNGDH-By-xOMXwEuBsJRvrE5giS16NSgKBUggmEM\#
        H9iYjswdEYtgvBG00zZ370BeYf4JvR-SaAO3AKxPLIqMp9Y32YrfROQ6IS93_MWr6kZ54uKg
        """#
    /// Says RS256 and is signed with PSS padding.
    static let rsaPSSToken = #"""
        eyJhbGciOiJSUzI1NiIsImtpZCI6InJzYSIsInR5cCI6IkpXVCJ9.eyJhdWQiOiJodHRwczovL3Byb21wdHMuZXhhbXBsZS5vcmc\#
        iLCJleHAiOjE4MDAwMDA2MDAsImlhdCI6MTgwMDAwMDAwMCwiaXNzIjoiaHR0cHM6Ly9pc3N1ZXIuZXhhbXBsZSIsIm5iZiI6MTg\#
        wMDAwMDAwMCwic3ViIjoiYW5uYSJ9.AGNgnr_J9aFyKvJs4SCd4eg30GxnF-BDHzf64YvcCjOQ-ZvtJNdjyTgAf_5kwB7WwUAfRK\#
        53-vpancDBMytCuZg25svXwoCQdyZKpG2zMl3zhsxhl_ttH4gFPfL-s4VmRfIjL6sznXlomXjM1v4FVenJu-QD-3JvsetUz1f9Bn\#
        fafr6eThXF81vwTeIUi-urj42aVrJt_6G1T5ceQBh10QU6hFuX1P-Bg4SZKU1ahAYG9zatYUjBGmLo01exPA81yEjbLWwpS0_jyT\#
        A2aa9z5c3FT0Yj7mn29I0yVR97yTLh9DWvdgOurMhNbSvUEPQoYhNXOM_iig8IKi7O33_lMw
        """#
    /// Says PS256, which it is.
    static let ps256Token = #"""
        eyJhbGciOiJQUzI1NiIsImtpZCI6InJzYSIsInR5cCI6IkpXVCJ9.eyJhdWQiOiJodHRwczovL3Byb21wdHMuZXhhbXBsZS5vcmc\#
        iLCJleHAiOjE4MDAwMDA2MDAsImlhdCI6MTgwMDAwMDAwMCwiaXNzIjoiaHR0cHM6Ly9pc3N1ZXIuZXhhbXBsZSIsIm5iZiI6MTg\#
        wMDAwMDAwMCwic3ViIjoiYW5uYSJ9.Uh3W7chRZvvfxSaYOMZqVzTjyLHUV9pat4n93aZoefjpWdKkg77uIyQMGWgRVMoS4Odg8s\#
        MTF5mCjJ02Gz5t2ESnfPm4rbjiynxopfymIEq2r7iWUP8QltPdDhD4skccQ0RLQ_RIPFdch7uzqyszLN7SNBZns19RGwNEa7gg2_\#
        62mGPSMSwisgrJUXo2V7NkwdlISXRgxEXFcKNEZV-ETfkH6MPWm0wDRx8LlRrNuWSIgk3IAT0Wmi_B3YSUGerIFmUX7XAEb8dAYx\#
        YApSmO_mQLtJWZbMECKtFfZoPyaGLS5ns8c1JsmNn22k2hcHtQaW6J1c-RhVXc53XO9g-U1Q
        """#
    /// Says RS512, which it is.
    static let rs512Token = #"""
        eyJhbGciOiJSUzUxMiIsImtpZCI6InJzYSIsInR5cCI6IkpXVCJ9.eyJhdWQiOiJodHRwczovL3Byb21wdHMuZXhhbXBsZS5vcmc\#
        iLCJleHAiOjE4MDAwMDA2MDAsImlhdCI6MTgwMDAwMDAwMCwiaXNzIjoiaHR0cHM6Ly9pc3N1ZXIuZXhhbXBsZSIsIm5iZiI6MTg\#
        wMDAwMDAwMCwic3ViIjoiYW5uYSJ9.GUSoHLkQ3ocRHKR-bU36FUr54I8zBozKaWscIiGnZSiyPBQVscDHyhD_kJWaBG-G7fMM2N\#
        UfCCQmHsDjK6zQnD1JB27EhMMF_FcusNEtXAp7zvHJuCAaze1unVjJBTU1knE_GfDtgT2HaH8izujsDp-OMe3URO7XJS-37uhHOD\#
        x76fvSypViGYuxk_MfDnL4vZ_hFqSxS8m6nQKX46NpxVEw7yiAbNvJ9nAxgUHRUH3x-lS_WrJWI7izmcoSN1l-5jOS9kCPWgxoz7\#
        LSqlF0WjYFWMt5qd_PkukKDArMuFxakeOvXRLTH4paytrkzCy4aWbg3Mx198XnFsV_l8b-VQ
        """#
    static let ecToken = #"""
        eyJhbGciOiJFUzI1NiIsImtpZCI6ImVjIiwidHlwIjoiSldUIn0.eyJhdWQiOiJodHRwczovL3Byb21wdHMuZXhhbXBsZS5vcmci\#
        LCJleHAiOjE4MDAwMDA2MDAsImlhdCI6MTgwMDAwMDAwMCwiaXNzIjoiaHR0cHM6Ly9pc3N1ZXIuZXhhbXBsZSIsIm5iZiI6MTgw\#
        MDAwMDAwMCwic3ViIjoiYW5uYSJ9.lq91aCkEx86J8S0Cd5lYke0SaRWdT2-tlnxdax-30zuF685Kyse4nJ7njpvluN6POP5iKbV\#
        X7oABpohIlX4X2g
        """#
    /// Signed in DER, as X.509 has it.
    static let ecDERToken = #"""
        eyJhbGciOiJFUzI1NiIsImtpZCI6ImVjIiwidHlwIjoiSldUIn0.eyJhdWQiOiJodHRwczovL3Byb21wdHMuZXhhbXBsZS5vcmci\#
        LCJleHAiOjE4MDAwMDA2MDAsImlhdCI6MTgwMDAwMDAwMCwiaXNzIjoiaHR0cHM6Ly9pc3N1ZXIuZXhhbXBsZSIsIm5iZiI6MTgw\#
        MDAwMDAwMCwic3ViIjoiYW5uYSJ9.MEQCIBfRpySfv-X1-y0ZOFQ1roT_jGIjChADspW8hkqWWmAYAiB0plHs6DHz5DgKSGfKZt_\#
        WY9pnjSgviwS_7nGZegTvtA
        """#
    /// Says ES384, with a key on P-256.
    static let es384Token = #"""
        eyJhbGciOiJFUzM4NCIsImtpZCI6ImVjIiwidHlwIjoiSldUIn0.eyJhdWQiOiJodHRwczovL3Byb21wdHMuZXhhbXBsZS5vcmci\#
        LCJleHAiOjE4MDAwMDA2MDAsImlhdCI6MTgwMDAwMDAwMCwiaXNzIjoiaHR0cHM6Ly9pc3N1ZXIuZXhhbXBsZSIsIm5iZiI6MTgw\#
        MDAwMDAwMCwic3ViIjoiYW5uYSJ9.j0TyJGcf36oPGx0hlw-6RsKpl2_Tzqqp6xOC3bceTAWKT5i3RPf4pOvHbpkqX0nnOWDK9rt\#
        LtcSzDfTNIf-h9w
        """#
    /// Says ES256, with a key on P-384.
    static let p384Token = #"""
        eyJhbGciOiJFUzI1NiIsImtpZCI6InAzODQiLCJ0eXAiOiJKV1QifQ.eyJhdWQiOiJodHRwczovL3Byb21wdHMuZXhhbXBsZS5vc\#
        mciLCJleHAiOjE4MDAwMDA2MDAsImlhdCI6MTgwMDAwMDAwMCwiaXNzIjoiaHR0cHM6Ly9pc3N1ZXIuZXhhbXBsZSIsIm5iZiI6M\#
        TgwMDAwMDAwMCwic3ViIjoiYW5uYSJ9.IqbH1QlZeD7cvzVpvoZXdICG1rUG2Vkw1S_V00iCxkBaLAR6CJaRou1TgWOvNpxHmcCX\#
        TCSEWyj8Wn8YaCNzCYD45MbRTlDVbvXNSobYbA4NITX73nReRy9q8TTBYE7o
        """#
    /// The first number of the signature begins with a zero byte.
    static let ecZeroR = #"""
        eyJhbGciOiJFUzI1NiIsImtpZCI6ImVjIiwidHlwIjoiSldUIn0.eyJhdWQiOiJodHRwczovL3Byb21wdHMuZXhhbXBsZS5vcmci\#
        LCJleHAiOjE4MDAwMDA2MDAsImlhdCI6MTgwMDAwMDAwMCwiaXNzIjoiaHR0cHM6Ly9pc3N1ZXIuZXhhbXBsZSIsImp0aSI6Inpl\#
        cm8tci0xMzkiLCJuYmYiOjE4MDAwMDAwMDAsInN1YiI6ImFubmEifQ.AEjG4cj5TPnhjYcCr9krLjpMZdFeQl8lwRX0tb40pvvwW\#
        jhLTYPHyl5gihjcg4AYmCeqvysajku1z8IYigYC1A
        """#
    /// The second number of the signature begins with a zero byte.
    static let ecZeroS = #"""
        eyJhbGciOiJFUzI1NiIsImtpZCI6ImVjIiwidHlwIjoiSldUIn0.eyJhdWQiOiJodHRwczovL3Byb21wdHMuZXhhbXBsZS5vcmci\#
        LCJleHAiOjE4MDAwMDA2MDAsImlhdCI6MTgwMDAwMDAwMCwiaXNzIjoiaHR0cHM6Ly9pc3N1ZXIuZXhhbXBsZSIsImp0aSI6Inpl\#
        cm8tcy0yNyIsIm5iZiI6MTgwMDAwMDAwMCwic3ViIjoiYW5uYSJ9.5R56wjIVsNW9lYa9zlc4cwurWP2WqnrE4LCbQ8W0Pu4Aife\#
        uObq2g1CU4Ksaw3kxCHJ-4cSyBkYOILkxNvDyNw
        """#
    /// Both numbers of the signature begin with a set bit.
    static let ecHigh = #"""
        eyJhbGciOiJFUzI1NiIsImtpZCI6ImVjIiwidHlwIjoiSldUIn0.eyJhdWQiOiJodHRwczovL3Byb21wdHMuZXhhbXBsZS5vcmci\#
        LCJleHAiOjE4MDAwMDA2MDAsImlhdCI6MTgwMDAwMDAwMCwiaXNzIjoiaHR0cHM6Ly9pc3N1ZXIuZXhhbXBsZSIsImp0aSI6Imhp\#
        Z2gtMSIsIm5iZiI6MTgwMDAwMDAwMCwic3ViIjoiYW5uYSJ9.7E8m9PEFDKvFOaFq51JrmVJScXI1zhGhvYpQ1VrZPc_sHcluZjI\#
        kSB2b1NeupSIX4v6evKsXt2Lzd8AqRdfkGQ
        """#
    static let rsaPEM = """
        -----BEGIN PUBLIC KEY-----
        MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAkFhxd1El8W92mguLGn8B
        lRSQgzzApMwOlLc4+zfgx0aCBNm64gqX1C3TZ1gMoAywBxRzZe/MkkPj2CWUcU6/
        XcO2hwndBcrEigp12EXxGwH2RgYOvrEQoahHFgpOxSMNus6ID4qJx/06v/aJrEjO
        Y8LSMa8C1kz/BdawDA3GZFCGI1gGVQ0f5EeciSRwIULIGqkugreKWObalkNUt6Ia
        afTRET/ZtScVRojYdfr1x2lfxFpYUKv4dvpdeAbA4SlRtMPHx8sK12rqkU1DdNXu
        JXuHb4tNHstyso5zYgN9tdYzck0yhbeFBziAFX/jyuFfh+y+GSSYeO8csqBX8EXB
        fwIDAQAB
        -----END PUBLIC KEY-----

        """

    /// A key and a token that it has signed, of the appendices of RFC 7515 and RFC 8037.
    struct Vector: Sendable {
        let name: String
        let key: String
        let token: String
    }

    static let vectors = [
        Vector(
            name: "RFC 7515 A.2",
            key: #"""
                {"e":"AQAB","kty":"RSA","n":"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQ\#
                p-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_\#
                7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3q\#
                Co5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuX\#
                poQ"}
                """#,
            token: #"""
                eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmN\#
                vbS9pc19yb290Ijp0cnVlfQ.cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuH\#
                Im4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK\#
                5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7no\#
                OPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw
                """#),
        Vector(
            name: "RFC 7515 A.3",
            key: #"""
                {"crv":"P-256","kty":"EC","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36\#
                HLN_tue659LNpXW6pCyStikYjKIWI5a0"}
                """#,
            token: #"""
                eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmN\#
                vbS9pc19yb290Ijp0cnVlfQ.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQ\#
                xfKTUJqPP3-Kg6NU1Q
                """#),
        Vector(
            name: "RFC 8037 A.4",
            key: #"""
                {"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}
                """#,
            token: #"""
                eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvM\#
                g3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg
                """#),
    ]
}
