"""
Where things are: addresses (UPRN), streets (USRN), and areas such as wards with their dates.

It owns the national reference data that a council's gazetteer and boundary files bring, how they
are loaded, and every look-up of an address, a street or an area. All of it is the same for every
council and stands outside row security; a council is named in it as the suppliers name it, by
custodian code or GSS code. It refuses to hold anything about a person or a case.
"""
