from . import restapi_test_question
